package org.stampedemq.client;

/**
 * The connection broke before the answer came: whether the broker did it, nobody here knows. Doing it again may do it twice.
 * Also for what needs a connection while there is none, and for acknowledging a message of an earlier connection, which the broker
 * has taken back.
 */
public final class ConnectionLostException extends StompClientException {
    private static final long serialVersionUID = 1L;

    ConnectionLostException(String message) {
        super(message);
    }

    ConnectionLostException(String message, Throwable cause) {
        super(message, cause);
    }
}
