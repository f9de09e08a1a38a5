package org.stampedemq.storage.tiered;

import org.jspecify.annotations.Nullable;
import org.stampedemq.storage.Batch.Keep;
import org.stampedemq.storage.Message;

/**
 * One message that the tier knows of. Its place in the order and whether it was written are two questions: a message that is
 * held back may be claimed, one that is being written may already be removed.
 */
final class Entry {
    /** What an entry, its slots in tables and a message cost beside the record. Empty bodies are not free. */
    static final int OVERHEAD_BYTES = 200;

    /** Where it is in the order of its destination. */
    enum Place {
        /** Taken; waits for its batch, or behind one that does. */
        PENDING,
        /** In the window. */
        READY,
        /** Out. */
        CLAIMED,
        /** Given back with a time before which it is not ready. */
        LATER,
        /** Told to the owner as expired; waits for its removal. */
        EXPIRED,
        /** Its removal is reserved or under way. */
        REMOVING,
        /** The tier does not know of it any more. */
        GONE
    }

    /** What the back store has of it. */
    enum Written {
        NO,
        UNDERWAY,
        YES
    }

    final Order order;
    final long sequence;
    final int size;
    final long expiresAtMillis;
    final Keep keep;

    /** There while it is not written, and for a moment (see {@link Fresh}) when it is. */
    @Nullable
    Message message;

    Place place = Place.PENDING;
    Written written = Written.NO;
    /** Where it was before its removal was reserved, to go back there if that fails. */
    Place placeBefore = Place.PENDING;
    /** Pending, and only waits for those before it. */
    boolean settled;
    /** Its body was given to {@link Bodies}. */
    boolean cached;
    /** Its body is held by {@link Fresh}. */
    boolean fresh;
    /** Larger than a share when it came in: never cached. */
    boolean readThrough;
    /** Written only because memory was short; a restart forgets it, so that no hand-out mark is due. */
    boolean spilled;
    /** It counts in the bytes that are held back. */
    boolean heldCounted;
    /** It is being written so that it can be evicted. */
    boolean forRoom;

    /** It is in its order's list of what is held back. */
    boolean held;

    @Nullable
    Entry heldBefore;

    @Nullable
    Entry heldAfter;
    /** On the elapsed clock: when it must be written. */
    long atElapsedMillis;
    /** On the elapsed clock: when it is ready again. */
    long readyAtElapsedMillis;

    String claimant = "";
    int deliveries;
    int failures;
    /** Bytes it was charged with in the window. */
    long charge;

    Entry(Order order, Message message, Keep keep) {
        this.order = order;
        this.sequence = message.sequence();
        this.size = message.size();
        this.expiresAtMillis = message.expiresAtMillis();
        this.keep = keep;
        this.message = message;
    }

    boolean behind() {
        return keep == Keep.BEHIND;
    }

    boolean expired(long nowMillis) {
        return expiresAtMillis != 0 && expiresAtMillis <= nowMillis;
    }

    /** Nothing may write it, claim it or find it. */
    boolean leaving() {
        return place == Place.REMOVING || place == Place.GONE;
    }

    @Override
    public String toString() {
        return order.destination + "#" + sequence + " " + place + ", written " + written;
    }
}
