package org.stampedemq.storage.tiered;

import java.util.PriorityQueue;
import org.stampedemq.storage.Batch.Keep;
import org.stampedemq.storage.Message;

/**
 * When a message becomes ready, and where it goes then. Messages of a destination become ready in the order of their
 * sequences, whatever their keep: each waits in {@link Order#pending} for its own batch and for all before it. A ready one
 * enters the window if nothing older is missing there; otherwise it is left to the back store, where refill finds it.
 */
final class Readiness {
    /** How many may wait for the recovery of their destination before they are left to the back store. */
    private static final int MOST_BEFORE_RECOVERY = 1_000;

    private final Tier tier;
    private final PriorityQueue<Entry> later =
            new PriorityQueue<>((a, b) -> Long.compare(a.readyAtElapsedMillis, b.readyAtElapsedMillis));

    Readiness(Tier tier) {
        this.tier = tier;
    }

    /** A message that waits for its batch. */
    void await(Entry entry) {
        entry.order.entries.put(entry.sequence, entry);
        entry.order.pending.addLast(entry);
    }

    /** A message that waits for nothing but its turn, and is not written. */
    void take(Entry entry) {
        Order order = entry.order;
        order.entries.put(entry.sequence, entry);
        order.countUnwritten(entry);
        entry.settled = true;
        if (entry.behind()) {
            tier.heldBack.hold(entry);
        }
        if (order.recovered && order.pending.isEmpty()) {
            if (!enter(entry)) {
                order.pending.addLast(entry);
            }
        } else {
            order.pending.addLast(entry);
            advance(order);
        }
    }

    /** The entry's batch is durable. */
    void settle(Entry entry) {
        entry.settled = true;
        if (entry.order.pending.peekFirst() == entry) {
            advance(entry.order);
        }
    }

    /** Makes ready whatever now can be. */
    void advance(Order order) {
        if (!order.recovered && order.pending.size() < MOST_BEFORE_RECOVERY) {
            tier.refill.recover(order);
            return;
        }
        Entry first = order.pending.peekFirst();
        while (first != null) {
            if (first.place == Entry.Place.PENDING && (!first.settled || !enter(first))) {
                return;
            }
            order.pending.removeFirst();
            first = order.pending.peekFirst();
        }
    }

    /**
     * The entry is next.
     *
     * @return false if it must be written first
     */
    private boolean enter(Entry entry) {
        Order order = entry.order;
        boolean written = entry.written == Entry.Written.YES;
        // What comes late, below the cursor, belongs into memory whether or not the window is caught up.
        boolean next = order.caughtUp() || (order.recovered && entry.sequence <= order.cursor);
        boolean room = next && order.window.size() < tier.settings.windowMessages();
        if (room && (written || !entry.behind() || entry.size <= tier.shares.share())) {
            order.cursor = Math.max(order.cursor, entry.sequence);
            toWindow(entry);
            return true;
        }
        if (written) {
            order.leaveToBack(entry);
            tier.turn.touch(order);
            return true;
        }
        if (!entry.behind() && !spills(entry)) {
            pushOut(entry);
            return true;
        }
        entry.settled = false;
        if (entry.written == Entry.Written.NO) {
            tier.heldBack.writeSoon(entry);
        }
        return false;
    }

    /** Puts an entry into its place in the window. */
    void toWindow(Entry entry) {
        entry.place = Entry.Place.READY;
        entry.order.window.add(entry);
        tier.shares.added(entry);
        if (entry.written == Entry.Written.YES && entry.message != null) {
            tier.fresh.add(entry);
        }
        tier.turn.touch(entry.order);
    }

    /** Takes a ready entry out of its window; its body is the caller's business. */
    void outOfWindow(Entry entry) {
        entry.order.window.remove(entry);
        tier.shares.removed(entry);
        tier.fresh.release(entry);
    }

    /** Gives an entry that is in no window back to its place. */
    void giveBack(Entry entry, long readyAtElapsedMillis) {
        if (readyAtElapsedMillis > tier.turn.elapsedMillis() && entry.order.later < tier.settings.windowMessages()) {
            entry.place = Entry.Place.LATER;
            entry.readyAtElapsedMillis = readyAtElapsedMillis;
            entry.order.later++;
            later.add(entry);
        } else {
            toWindow(entry);
            tier.shares.trim(entry.order);
        }
    }

    /** Gives back what waited for a time that has come. */
    void tick() {
        long now = tier.turn.elapsedMillis();
        Entry first = later.peek();
        while (first != null && (first.place != Entry.Place.LATER || first.readyAtElapsedMillis <= now)) {
            later.poll();
            if (first.place == Entry.Place.LATER) {
                first.order.later--;
                giveBack(first, 0);
            }
            first = later.peek();
        }
    }

    /** Whether a message that was to stay in memory is written when memory is short. */
    boolean spills(Entry entry) {
        return tier.settings.spill() || entry.keep == Keep.VOLATILE_SPILL;
    }

    /** A message that was to stay in memory goes. */
    void pushOut(Entry entry) {
        Message message = entry.message;
        forget(entry);
        tier.pushedOut++;
        if (message != null) {
            tier.signals.pushedOut(message);
        }
    }

    /** Takes an entry out of the order while its removal is decided elsewhere. */
    void beginRemoval(Entry entry) {
        leavePlace(entry);
        entry.placeBefore = entry.place;
        entry.place = Entry.Place.REMOVING;
        if (entry.held) {
            tier.heldBack.release(entry);
        }
        if (entry.placeBefore == Entry.Place.PENDING) {
            tier.turn.touch(entry.order);
        }
    }

    /** The removal did not happen: it is a claim again, or whatever it was. */
    void restore(Entry entry) {
        if (entry.place != Entry.Place.REMOVING) {
            return;
        }
        entry.place = entry.placeBefore;
        switch (entry.placeBefore) {
            case CLAIMED -> {
                entry.order.claimed++;
                tier.claims.count(1);
            }
            case READY, LATER -> giveBack(entry, 0);
            case PENDING -> {
                if (entry.order.pending.contains(entry)) {
                    advance(entry.order);
                } else {
                    giveBack(entry, 0);
                }
            }
            default -> {}
        }
        if (entry.written == Entry.Written.NO && entry.behind() && !entry.held) {
            tier.heldBack.hold(entry);
        }
    }

    /** The message is gone for good. */
    void forget(Entry entry) {
        if (entry.place == Entry.Place.GONE) {
            return;
        }
        Order order = entry.order;
        leavePlace(entry);
        entry.place = Entry.Place.GONE;
        order.entries.remove(entry.sequence);
        order.tombstones.removed(entry.sequence);
        if (entry.written == Entry.Written.NO) {
            order.uncountUnwritten(entry);
        }
        tier.heldBack.release(entry);
        if (entry.cached) {
            tier.bodies.drop(order.destination, entry.sequence);
        }
        // A write that is under way still needs the body, and has it.
        entry.message = null;
        if (!order.pending.isEmpty()) {
            tier.turn.touch(order);
        }
    }

    private void leavePlace(Entry entry) {
        switch (entry.place) {
            case READY -> outOfWindow(entry);
            case CLAIMED -> {
                entry.order.claimed--;
                tier.claims.count(-1);
            }
            case LATER -> entry.order.later--;
            default -> {}
        }
    }
}
