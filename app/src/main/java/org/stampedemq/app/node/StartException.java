package org.stampedemq.app.node;

/** A node cannot start, or one cannot be found. The message is one sentence: what is wrong, and what to do. */
public final class StartException extends Exception {
    private static final long serialVersionUID = 1L;

    public StartException(String sentence) {
        super(sentence);
    }

    public StartException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
