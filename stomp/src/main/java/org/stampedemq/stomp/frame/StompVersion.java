package org.stampedemq.stomp.frame;

/**
 * A protocol version, and every answer in which versions differ. Code asks these questions; it never compares versions.
 */
public enum StompVersion {
    V1_0("1.0"),
    V1_1("1.1"),
    V1_2("1.2");

    private final String text;

    StompVersion(String text) {
        this.text = text;
    }

    /** As it stands in {@code accept-version} and {@code version} headers. */
    public String text() {
        return text;
    }

    /** 1.0 keeps backslashes as they are; 1.1 and later know escapes. CONNECT and CONNECTED are never escaped. */
    public boolean escapesHeaders() {
        return this != V1_0;
    }

    /** {@code \r} is an escape in 1.2 only; in 1.1 it is an error. */
    public boolean escapesCarriageReturn() {
        return this == V1_2;
    }

    /** 1.2 lines may end in CR LF; before, a carriage return belongs to the line. */
    public boolean linesMayEndInCarriageReturn() {
        return this == V1_2;
    }

    /** 1.0 leaves the subscription id to the client's taste; later versions require it. */
    public boolean requiresSubscriptionId() {
        return this != V1_0;
    }

    /** NACK came with 1.1. */
    public boolean hasNack() {
        return this != V1_0;
    }

    /** {@code client-individual} came with 1.1; it is accepted in all, since 1.0 leaves the modes open. */
    public boolean hasHeartBeats() {
        return this != V1_0;
    }

    /** 1.2 acknowledges by the {@code ack} header of the MESSAGE, sent back as {@code id}. */
    public boolean acknowledgesById() {
        return this == V1_2;
    }
}
