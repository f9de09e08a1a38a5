package org.stampedemq.client;

/** Who acknowledges, and how much at once. */
public enum AckMode {
    /** The broker, when it has sent the message. */
    AUTO("auto"),
    /** The client; an ACK covers all messages of the subscription up to its own. */
    CLIENT("client"),
    /** The client, each message by itself. */
    CLIENT_INDIVIDUAL("client-individual");

    private final String text;

    AckMode(String text) {
        this.text = text;
    }

    /** As it stands in the {@code ack} header. */
    public String text() {
        return text;
    }
}
