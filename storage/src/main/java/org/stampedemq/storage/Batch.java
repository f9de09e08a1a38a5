package org.stampedemq.storage;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Changes that take effect together or not at all, in the order they were added. Built by one thread, then handed to
 * {@link MessageStore#apply} and not touched again. Bounded by whoever fills it; engines accept any size and cut nothing.
 */
public final class Batch {
    /** How soon the changes must be durable. */
    public enum Urgency {
        /** Somebody waits: the engine syncs without delay. */
        NOW,
        /** Nobody waits: it may ride with the next batch, or go alone a few milliseconds later. */
        SOON
    }

    /** What the sender of a message was promised. */
    public enum Keep {
        /** On disk before anybody is told or served. */
        DURABLE,
        /** Served at once; written at the front store's timeout unless it was consumed before. */
        BEHIND,
        /** Served at once and kept in memory; what becomes of it when memory is short is the tier's setting. */
        VOLATILE,
        /** Served at once and kept in memory; goes to the back store when memory is short, whatever the tier's setting. */
        VOLATILE_SPILL
    }

    /** One change. */
    public sealed interface Change permits Store, Remove, Failed, HandedOut, LowWater {}

    /**
     * A new message, its sequence given. With a due time it goes among the delayed, else it is ready.
     */
    public record Store(Message message, Keep keep) implements Change {}

    /**
     * A message goes. Carries what an engine needs to forget it without reading it first: size, expiry, due time.
     * Removing what is not there is no error and changes nothing.
     *
     * @param size octets of its record
     * @param dueAtMillis not 0 if it is removed from the delayed
     */
    public record Remove(String destination, long sequence, int size, long expiresAtMillis, long dueAtMillis)
            implements Change {}

    /** A delivery failed so many times by now; the message stays. Forgotten when the message is removed. */
    public record Failed(String destination, long sequence, int failures, long notBeforeMillis) implements Change {}

    /** After a crash, everything up to this sequence counts as handed out before. */
    public record HandedOut(String destination, long upToSequence) implements Change {}

    /** Nothing of this destination that is stored lies below this sequence. */
    public record LowWater(String destination, long sequence) implements Change {}

    private final List<Change> changes = new ArrayList<>();
    private Urgency urgency = Urgency.SOON;
    private long bytes;

    /** Adds a message that must be durable before anybody is told, and makes the batch urgent. */
    public Batch store(Message message) {
        return store(message, Keep.DURABLE);
    }

    public Batch store(Message message, Keep keep) {
        changes.add(new Store(message, keep));
        bytes += message.size();
        if (keep == Keep.DURABLE) {
            urgency = Urgency.NOW;
        }
        return this;
    }

    public Batch remove(Message message) {
        return remove(
                message.destination(),
                message.sequence(),
                message.size(),
                message.expiresAtMillis(),
                message.dueAtMillis());
    }

    public Batch remove(String destination, long sequence, int size, long expiresAtMillis, long dueAtMillis) {
        changes.add(new Remove(destination, sequence, size, expiresAtMillis, dueAtMillis));
        return this;
    }

    public Batch add(Change change) {
        changes.add(change);
        if (change instanceof Store store) {
            bytes += store.message().size();
        }
        return this;
    }

    /** Adds all changes of another batch; urgent if either was. */
    public Batch addAll(Batch other) {
        changes.addAll(other.changes);
        bytes += other.bytes;
        if (other.urgency == Urgency.NOW) {
            urgency = Urgency.NOW;
        }
        return this;
    }

    /** Somebody waits for this. */
    public Batch urgent() {
        urgency = Urgency.NOW;
        return this;
    }

    public Urgency urgency() {
        return urgency;
    }

    public List<Change> changes() {
        return Collections.unmodifiableList(changes);
    }

    public boolean isEmpty() {
        return changes.isEmpty();
    }

    /** Octets of the records stored by it. */
    public long bytes() {
        return bytes;
    }
}
