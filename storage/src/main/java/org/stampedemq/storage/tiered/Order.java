package org.stampedemq.storage.tiered;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stampedemq.storage.StoreException;

/**
 * What is known in memory of one destination.
 *
 * <pre>
 *   sequence ──────────────────────────────────────────────────────────────►
 *   [ in memory: window, out, later … ]│cursor   back store only    │ pending …
 *                                      └─ refill reads from here ──►│ and never past the first pending
 * </pre>
 *
 * Everything stored at or below the cursor is in {@link #entries}. Above it, memory may hold islands (something given back
 * after its neighbours were evicted); they are not claimed before the cursor has passed them.
 */
final class Order {
    /** What is remembered of a message that was out or failed and then left memory. */
    record Past(int deliveries, int failures, long readyAtElapsedMillis) {}

    final String destination;
    /** Drawn when the tier first saw the destination: whatever an earlier life stored lies below. */
    final long bornAt;
    /**
     * Only what lies below may have been handed out by somebody else: an earlier life of this node, or, of a shared store,
     * another node until now.
     */
    final long otherLivesBelow;

    /** Every message in memory, by sequence, whatever its place. */
    final LongTable<Entry> entries = new LongTable<>();
    /** Taken and not yet ready, in the order of sequence. */
    final Deque<Entry> pending = new ArrayDeque<>(8);

    final Window window = new Window();
    final Tombstones tombstones = new Tombstones();
    final LongTable<Past> past = new LongTable<>();

    long cursor = -1;
    /** The highest ready sequence that is stored and not in memory, or may be. */
    long highestBackOnly;

    boolean recovered;
    boolean recovering;
    boolean reading;
    /** Something left the window while a read was under way, which may have looked before that was written. */
    boolean evictedWhileReading;

    boolean readingBodies;
    /** Reads in a row that did not move the cursor on. */
    int fruitlessReads;
    /** A read or a recovery failed: not before this, on the elapsed clock. */
    long notReadBeforeElapsedMillis;
    /** Why, until a read succeeds. */
    @Nullable
    StoreException unreadable;

    /** Removals of everything that are under way; nothing is claimed meanwhile. */
    int gates;

    /** Somebody wants messages of this destination. */
    boolean demand;
    /** A claim got less than it asked for, and was not told yet that there is more. */
    boolean wanting;
    /** In the tier's list of orders to look at before the call returns. */
    boolean touched;
    /** Counted by {@link Shares}. */
    boolean sharing;
    /** Nothing happened since the last sweep. */
    boolean idle;

    int claimed;
    int later;
    /** Charged bytes of the window. */
    long windowBytes;
    /** Not handed to the back store. */
    long unwrittenMessages;

    long unwrittenBytes;

    /** Up to here the hand-out mark of an earlier life reaches. */
    long markRecovered = -1;
    /** Durable. */
    long markDurable = -1;
    /** Handed to the back store. */
    long markAsked = -1;

    long markAskedAtSequence;
    int markMessages;
    long markReach;
    boolean markUnderway;

    long lowWater = -1;

    @Nullable
    Entry heldFirst;

    @Nullable
    Entry heldLast;

    int heldMessages;
    /** Handed over by {@link HeldBack} and not answered. */
    int heldUnderway;

    boolean holding;

    /** Claims through the common door that wait for a read. */
    final List<Runnable> waiters = new ArrayList<>(0);

    Order(String destination, long bornAt, long otherLivesBelow, long markReach) {
        this.destination = destination;
        this.bornAt = bornAt;
        this.otherLivesBelow = otherLivesBelow;
        this.highestBackOnly = bornAt;
        this.markReach = markReach;
    }

    /** Nothing ready is stored that is not in memory. */
    boolean caughtUp() {
        return recovered && cursor >= highestBackOnly;
    }

    /** Claims go up to here, since nothing below it is missing from memory. */
    long claimLimit() {
        return cursor >= highestBackOnly ? Long.MAX_VALUE : cursor;
    }

    /** Whether an earlier life may have handed it out. */
    boolean handedOutBefore(long sequence) {
        return sequence <= markRecovered && sequence < otherLivesBelow;
    }

    void countUnwritten(Entry entry) {
        unwrittenMessages++;
        unwrittenBytes += entry.size;
    }

    void uncountUnwritten(Entry entry) {
        unwrittenMessages--;
        unwrittenBytes -= entry.size;
    }

    /** An entry leaves memory while its message stays stored. */
    void leaveToBack(Entry entry) {
        evictedWhileReading |= reading && entry.place == Entry.Place.READY;
        entries.remove(entry.sequence);
        entry.place = Entry.Place.GONE;
        entry.message = null;
        highestBackOnly = Math.max(highestBackOnly, entry.sequence);
        cursor = Math.min(cursor, entry.sequence - 1);
        if (entry.deliveries > 0 || entry.failures > 0) {
            past.put(entry.sequence, new Past(entry.deliveries, entry.failures, 0));
        }
    }

    /** Nothing is in memory, wanted or under way. */
    boolean empty() {
        return entries.isEmpty()
                && pending.isEmpty()
                && past.isEmpty()
                && !demand
                && !wanting
                && !recovering
                && !reading
                && !readingBodies
                && gates == 0
                && !markUnderway
                && waiters.isEmpty()
                && tombstones.idle();
    }

    @Override
    public String toString() {
        return destination + ": cursor " + cursor + ", highest in back only " + highestBackOnly + ", " + window.size()
                + " in window, " + claimed + " out, first pending " + pending.peekFirst()
                + (recovered ? "" : ", not recovered")
                + (reading ? ", reading" : "");
    }
}
