package org.stampedemq.client;

/** The bound on what is unconfirmed was reached; nothing was sent. Wait for {@link StompClient#writable} and try again. */
public final class TooManyUnconfirmedException extends StompClientException {
    private static final long serialVersionUID = 1L;

    TooManyUnconfirmedException(String message) {
        super(message);
    }
}
