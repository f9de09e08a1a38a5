package org.stampedemq.client;

/** What a future of this client fails with. The cases tell what a caller can do about it. */
public abstract sealed class StompClientException extends RuntimeException
        permits BrokerErrorException, ClientClosedException, ConnectionLostException, TooManyUnconfirmedException {
    private static final long serialVersionUID = 1L;

    StompClientException(String message) {
        super(message);
    }

    StompClientException(String message, Throwable cause) {
        super(message, cause);
    }
}
