package org.stampedemq.planted.storage;

public final class Message {
    private final byte[] octets;

    public Message(byte[] octets) {
        this.octets = octets;
    }

    public byte[] octets() {
        return octets;
    }
}
