package org.stampedemq.client;

/**
 * The broker answered with an ERROR frame, and by the protocol closed the connection. Sending the same again will hardly help.
 */
public final class BrokerErrorException extends StompClientException {
    private static final long serialVersionUID = 1L;

    private final String brokerMessage;
    private final String body;

    BrokerErrorException(String brokerMessage, String body) {
        super("the broker answered ERROR: " + brokerMessage + (body.isBlank() ? "" : " (" + body.strip() + ")"));
        this.brokerMessage = brokerMessage;
        this.body = body;
    }

    /** The {@code message} header; empty if there was none. */
    public String brokerMessage() {
        return brokerMessage;
    }

    /** The body as UTF-8; empty if there was none. */
    public String body() {
        return body;
    }
}
