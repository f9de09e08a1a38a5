package org.stampedemq.bench.load;

/** The {@code ack} header of SUBSCRIBE. */
enum AckMode {
    AUTO("auto"),
    /** Cumulative: one ACK for all that a turn of the loop brought. */
    CLIENT("client"),
    /** One ACK a message; all of a turn leave in one write. */
    CLIENT_INDIVIDUAL("client-individual");

    private final String text;

    AckMode(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }
}
