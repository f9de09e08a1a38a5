package org.stampedemq.stomp.server;

import org.jspecify.annotations.Nullable;

/**
 * The headers of a MESSAGE that differ by receiver. One mutable instance a session, refilled for each message, so that a
 * delivery allocates nothing; owned by the loop.
 *
 * <p>On the wire: {@code subscription}, {@code message-id}, {@code destination}, then {@code ack} in 1.2, {@code
 * redelivered:true} and {@code delivery-count} if it was handed out before, {@code timestamp} (epoch ms, when the broker
 * took it).
 */
public final class MessagePrefix {
    /** Wire octets, already escaped for this connection's version; null when the client gave no id (1.0). */
    public byte @Nullable [] subscription;
    /** The destination's wire octets, escaped for the version. */
    public byte[] destination = {};
    /** message-id is {@code messageIdPrefix} followed by this number in decimal. */
    public long sequence;
    /** Wire octets in front of the number. */
    public byte[] messageIdPrefix = {};
    /** The {@code ack} header's number, unique within the connection; 0 for none (ack mode auto). */
    public long ack;
    /** 1 for the first time it is handed out. */
    public int deliveryCount = 1;
    /** Whether it was, or may have been, handed out before. */
    public boolean redelivered;
    /** Epoch milliseconds. */
    public long timestampMillis;
}
