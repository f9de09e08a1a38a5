package org.stampedemq.stomp.frame;

/**
 * A client broke the protocol or asked for what is refused. Thrown where it is noticed; turned into an ERROR frame, and
 * the connection closed, in one place. The message is one line for the {@code message} header: what was wrong and what to
 * do. It carries no stack trace, since a hostile client chooses how many are made.
 */
public final class ProtocolException extends Exception {
    private static final long serialVersionUID = 1L;

    public ProtocolException(String message) {
        super(message, null, false, false);
    }

    @Override
    public String getMessage() {
        String message = super.getMessage();
        return message == null ? "" : message;
    }
}
