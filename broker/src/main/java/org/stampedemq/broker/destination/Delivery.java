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
    private final Message message;
    private final @Nullable Claim claim;

    /** The number the client acknowledges it by. */
    public long ackNumber;

    public State state = State.OUT;

    Delivery(Subscription subscription, Message message, @Nullable Claim claim) {
        this.subscription = subscription;
        this.message = message;
        this.claim = claim;
    }

    public Subscription subscription() {
        return subscription;
    }

    public Message message() {
        return message;
    }

    /** Whether a queue waits for it to be settled. */
    public boolean settles() {
        return claim != null;
    }

    public int deliveryCount() {
        return claim == null ? 1 : claim.deliveryCount();
    }

    public int failures() {
        return claim == null ? 0 : claim.failures();
    }

    public boolean redelivered() {
        return claim != null && claim.redelivered();
    }
}
