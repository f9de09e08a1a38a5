package org.stampedemq.broker.destination;

import org.jspecify.annotations.Nullable;
import org.stampedemq.storage.Claim;
import org.stampedemq.storage.Message;

/**
 * A message on its way to, or in the hands of, a receiver. Made on the destination's lane; the mutable part belongs to the
 * receiver's lane.
 */
public final class Delivery {
    /** Where it stands, for the receiver. */
    public enum State {
        /** With the client. */
        OUT,
        /** Named by an ACK that waits for earlier SENDs to become durable. */
        SETTLING,
        /** Named by an ACK or NACK in an open transaction. */
        IN_TRANSACTION,
        /** Acknowledged, released or dead-lettered; nothing more may be done with it. */
        SETTLED
    }

    private final Subscription subscription;
    private final long sequence;
    private final int size;
    private final long expiresAtMillis;
    private final boolean settles;
    private final int deliveryCount;
    private final int failures;
    private final boolean redelivered;
    /** Until it was written to the client: what is out takes no more memory than its bookkeeping. */
    private @Nullable Message message;

    /** The number the client acknowledges it by. */
    public long ackNumber;

    public State state = State.OUT;

    private Delivery(
            Subscription subscription,
            Message message,
            boolean settles,
            int deliveryCount,
            int failures,
            boolean redelivered) {
        this.subscription = subscription;
        this.message = message;
        this.sequence = message.sequence();
        this.size = message.size();
        this.expiresAtMillis = message.expiresAtMillis();
        this.settles = settles;
        this.deliveryCount = deliveryCount;
        this.failures = failures;
        this.redelivered = redelivered;
    }

    /** Of a queue, which waits for it to be settled. */
    static Delivery ofQueue(Subscription subscription, Claim claim) {
        return new Delivery(
                subscription, claim.message(), true, claim.deliveryCount(), claim.failures(), claim.redelivered());
    }

    /** Of a topic, which is done with it. */
    static Delivery ofTopic(Subscription subscription, Message message) {
        return new Delivery(subscription, message, false, 1, 0, false);
    }

    public Subscription subscription() {
        return subscription;
    }

    /** The message, for the receiver to write; after that its body is dropped, and whoever needs it asks the store. */
    public Message takeMessage() {
        Message taken = message;
        if (taken == null) {
            throw new IllegalStateException("written already: " + sequence);
        }
        message = null;
        return taken;
    }

    public long sequence() {
        return sequence;
    }

    /** Octets of the message's record. */
    public int size() {
        return size;
    }

    long expiresAtMillis() {
        return expiresAtMillis;
    }

    /** Whether a queue waits for it to be settled. */
    public boolean settles() {
        return settles;
    }

    public int deliveryCount() {
        return deliveryCount;
    }

    public int failures() {
        return failures;
    }

    public boolean redelivered() {
        return redelivered;
    }
}
