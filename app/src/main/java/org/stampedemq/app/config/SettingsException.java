package org.stampedemq.app.config;

/** The configuration cannot be used. The message is one sentence: which key, where it was set, what is allowed. */
public final class SettingsException extends Exception {
    private static final long serialVersionUID = 1L;

    public SettingsException(String sentence) {
        super(sentence);
    }

    public SettingsException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
