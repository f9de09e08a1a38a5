package org.stampedemq.client;

/** The client was closed, by its owner or because it gave up reconnecting; then the cause tells why. */
public final class ClientClosedException extends StompClientException {
    private static final long serialVersionUID = 1L;

    ClientClosedException(String message) {
        super(message);
    }

    ClientClosedException(String message, Throwable cause) {
        super(message, cause);
    }
}
