package org.stampedemq.storage.tiered;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.stampedemq.storage.Batch;
import org.stampedemq.storage.Batch.Keep;
import org.stampedemq.storage.Capability;
import org.stampedemq.storage.Message;
import org.stampedemq.storage.Recovery;
import org.stampedemq.storage.StoreException;

/**
 * What comes from the back store into memory: what an earlier life knew of a destination, the oldest messages when a window
 * runs low or at the refresh interval, and bodies that the cache has let go. One read of a kind and destination at a time.
 *
 * <p>A read covers what lies above the cursor and below the first pending message, so the cursor never steps over anything
 * that is not written yet. What was removed or claimed while the read was under way is dropped from its answer.
 */
final class Refill {
    static final long RETRY_MILLIS = 1_000;
    private static final long REST_MILLIS = 50;
    private static final int MOST_FRUITLESS = 3;
    private static final int READ_MESSAGES = 1_000;
    private static final long READ_BYTES = 1 << 20;
    private static final int READ_BODIES = 256;

    private final Tier tier;
    private final boolean shared;
    private long refreshedAtElapsedMillis;
    private String refreshedLast = "";

    Refill(Tier tier) {
        this.tier = tier;
        this.shared = tier.back.capabilities().contains(Capability.SHARED);
    }

    /** Somebody wants the destination: starts whatever is missing for its next claim. */
    void pursue(Order order) {
        if (!order.recovered) {
            recover(order);
            return;
        }
        if (order.gates > 0 || order.notReadBeforeElapsedMillis > tier.turn.elapsedMillis()) {
            return;
        }
        if (!order.reading && !order.caughtUp() && gapToRead(order) && runsLow(order)) {
            read(order, READ_MESSAGES);
        }
        Entry head = order.window.first();
        if (head == null || head.sequence > order.claimLimit()) {
            return;
        }
        tier.marks.keepAhead(order);
        if (!order.readingBodies && !tier.claims.atHand(head)) {
            readBodies(order);
        }
    }

    /** Asks once what an earlier life left of the destination. */
    void recover(Order order) {
        if (order.recovered || order.recovering || order.notReadBeforeElapsedMillis > tier.turn.elapsedMillis()) {
            return;
        }
        order.recovering = true;
        tier.turn.when(tier.back.recover(order.destination), recovery -> recovered(order, recovery), why -> {
            order.recovering = false;
            later(order, why);
        });
    }

    /** Every refresh interval: a few of the oldest for every destination that is wanted, in turn. */
    void refresh() {
        long now = tier.turn.elapsedMillis();
        if (now - refreshedAtElapsedMillis < tier.settings.refreshInterval().toMillis()) {
            return;
        }
        refreshedAtElapsedMillis = now;
        List<Order> wanted = new ArrayList<>();
        int begin = 0;
        for (Order order : tier.orders.all()) {
            if (order.demand && order.recovered && !order.reading && order.gates == 0) {
                if (order.destination.equals(refreshedLast)) {
                    begin = wanted.size() + 1;
                }
                wanted.add(order);
            }
        }
        int left = tier.settings.refreshAmount();
        int each = Math.max(1, left / Math.max(1, wanted.size()));
        for (int i = 0; i < wanted.size() && left > 0; i++) {
            Order order = wanted.get((begin + i) % wanted.size());
            refreshedLast = order.destination;
            if (!order.caughtUp() && gapToRead(order) && hasRoom(order)) {
                left -= each;
                read(order, each);
            } else if (shared && order.caughtUp()) {
                // Another node may have committed a lower sequence after a higher one was seen.
                left -= each;
                lookAgain(order, each);
            }
        }
    }

    /** Between the cursor and the first pending message there may be something. */
    private static boolean gapToRead(Order order) {
        Entry firstPending = order.pending.peekFirst();
        return firstPending == null || order.cursor + 1 < firstPending.sequence;
    }

    private boolean runsLow(Order order) {
        Entry head = order.window.first();
        if (head == null || head.sequence > order.claimLimit()) {
            return true;
        }
        return order.windowBytes * 2 < tier.shares.share() && order.window.size() * 2 < tier.settings.windowMessages();
    }

    private boolean hasRoom(Order order) {
        return order.window.size() == 0
                || (order.windowBytes < tier.shares.share() && order.window.size() < tier.settings.windowMessages());
    }

    private void recovered(Order order, Recovery recovery) {
        order.unreadable = null;
        order.recovering = false;
        order.cursor = Math.max(order.cursor, recovery.lowWater() - 1);
        order.lowWater = recovery.lowWater();
        order.markRecovered = recovery.handedOutUpTo();
        if (order.markAsked < 0) {
            order.markDurable = recovery.handedOutUpTo();
            order.markAsked = recovery.handedOutUpTo();
        }
        // Else a mark rode in a batch meanwhile and took the place of the old one: it lies above whatever was handed
        // out
        // before, but perhaps not above all that the old one covered.
        long wall = tier.turn.wallMillis();
        for (Batch.Failed failed : recovery.failures()) {
            if (!order.entries.contains(failed.sequence())) {
                long wait = Math.max(0, failed.notBeforeMillis() - wall);
                order.past.put(
                        failed.sequence(), new Order.Past(0, failed.failures(), tier.turn.elapsedMillis() + wait));
            }
        }
        boolean nothingLeftToBack = order.highestBackOnly == order.bornAt;
        if (recovery.counts().messages() == 0 && nothingLeftToBack) {
            order.cursor = Math.max(order.cursor, order.bornAt);
        }
        order.recovered = true;
        if (!order.caughtUp() && !order.pending.isEmpty() && !order.reading && gapToRead(order)) {
            // What waits here may be all there is: one read tells.
            read(order, READ_MESSAGES);
        } else {
            tier.readiness.advance(order);
        }
        tier.turn.touch(order);
    }

    private void read(Order order, int most) {
        Entry firstPending = order.pending.peekFirst();
        long below = firstPending == null ? Long.MAX_VALUE : firstPending.sequence;
        long from = order.cursor;
        long top = order.highestBackOnly;
        int room = Math.max(1, tier.settings.windowMessages() - order.window.size());
        long bytes = Math.max(1, Math.min(READ_BYTES, tier.shares.share() - order.windowBytes));
        order.reading = true;
        order.evictedWhileReading = false;
        order.tombstones.beginRead();
        tier.turn.when(
                tier.back.oldest(order.destination, from, below, Math.min(most, room), bytes),
                messages -> {
                    order.reading = false;
                    order.unreadable = null;
                    // After an eviction or a flood of removals the answer may have gaps; it is read again.
                    if (order.cursor == from && !order.evictedWhileReading && !order.tombstones.overflowed()) {
                        // First the cursor: what is taken in may push others out, and that moves it back again.
                        if (messages.isEmpty()) {
                            order.cursor = below == Long.MAX_VALUE ? Math.max(from, top) : below - 1;
                        } else {
                            order.cursor = messages.get(messages.size() - 1).sequence();
                        }
                        take(order, messages);
                    }
                    order.tombstones.endRead();
                    restIfFruitless(order, from);
                    tier.readiness.advance(order);
                    tier.turn.touch(order);
                },
                why -> {
                    order.reading = false;
                    order.tombstones.endRead();
                    later(order, why);
                    tier.readiness.advance(order);
                });
    }

    /** Reads that bring nothing, because what they bring is evicted at once, must not follow each other without end. */
    private void restIfFruitless(Order order, long from) {
        order.fruitlessReads = order.cursor > from ? 0 : order.fruitlessReads + 1;
        if (order.fruitlessReads > MOST_FRUITLESS) {
            order.fruitlessReads = 0;
            order.notReadBeforeElapsedMillis = tier.turn.elapsedMillis() + REST_MILLIS;
        }
    }

    private void lookAgain(Order order, int most) {
        order.reading = true;
        order.tombstones.beginRead();
        tier.turn.when(
                tier.back.oldest(order.destination, order.lowWater - 1, order.cursor + 1, most, READ_BYTES),
                messages -> {
                    order.reading = false;
                    take(order, messages);
                    order.tombstones.endRead();
                },
                why -> {
                    order.reading = false;
                    order.tombstones.endRead();
                });
    }

    /** Puts what was read into the window, but for what is known or gone by now. */
    private void take(Order order, List<Message> messages) {
        Batch stale = new Batch();
        for (Message message : messages) {
            long sequence = message.sequence();
            if (order.entries.contains(sequence) || order.tombstones.covers(sequence)) {
                continue;
            }
            if (message.isSpilled() && sequence < tier.lifeBeganAt) {
                stale.remove(message);
                continue;
            }
            Entry entry = new Entry(order, message, Keep.DURABLE);
            entry.written = Entry.Written.YES;
            entry.spilled = message.isSpilled();
            order.entries.put(sequence, entry);
            Order.Past past = order.past.remove(sequence);
            if (past != null) {
                entry.deliveries = past.deliveries();
                entry.failures = past.failures();
            }
            if (past != null && past.readyAtElapsedMillis() > tier.turn.elapsedMillis()) {
                entry.message = null;
                tier.readiness.giveBack(entry, past.readyAtElapsedMillis());
            } else {
                tier.readiness.toWindow(entry);
            }
            tier.refreshed++;
        }
        if (!stale.isEmpty()) {
            // If it is refused, the next life drops them again.
            tier.turn.when(tier.back.apply(stale), done -> {}, why -> {});
        }
    }

    private void readBodies(Order order) {
        List<Entry> wanted = new ArrayList<>();
        long bytes = 0;
        long most = Math.min(READ_BYTES, tier.shares.share());
        for (int rank = 0; rank < order.window.size() && wanted.size() < READ_BODIES; rank++) {
            Entry entry = order.window.get(rank);
            if (entry.message == null && entry.written == Entry.Written.YES) {
                bytes += entry.size;
                if (bytes > most && !wanted.isEmpty()) {
                    break;
                }
                wanted.add(entry);
            }
        }
        order.readingBodies = true;
        tier.turn.when(
                tier.bodies.read(order.destination, sequences(wanted)),
                found -> {
                    List<Entry> missing = give(wanted, found);
                    missing.forEach(entry -> entry.cached = false);
                    if (missing.isEmpty()) {
                        bodiesRead(order);
                    } else {
                        readBodiesFromBack(order, missing);
                    }
                },
                why -> readBodiesFromBack(order, wanted));
    }

    private void readBodiesFromBack(Order order, List<Entry> wanted) {
        tier.turn.when(
                tier.back.get(order.destination, sequences(wanted)),
                found -> {
                    order.unreadable = null;
                    // What the back store has no more was removed behind our back: it is no message any more.
                    for (Entry entry : give(wanted, found)) {
                        if (entry.place == Entry.Place.READY && entry.message == null) {
                            tier.readiness.forget(entry);
                        }
                    }
                    bodiesRead(order);
                },
                why -> {
                    later(order, why);
                    bodiesRead(order);
                });
    }

    private void bodiesRead(Order order) {
        order.readingBodies = false;
        tier.turn.touch(order);
    }

    /** Hands bodies to their entries, if those still wait; returns the entries that got none. */
    private List<Entry> give(List<Entry> wanted, List<Message> found) {
        Map<Long, Message> bySequence = new HashMap<>();
        found.forEach(message -> bySequence.put(message.sequence(), message));
        List<Entry> missing = new ArrayList<>();
        // From the highest down, so that the head is the youngest among the fresh and the last to be let go.
        for (int i = wanted.size() - 1; i >= 0; i--) {
            Entry entry = wanted.get(i);
            Message message = bySequence.get(entry.sequence);
            if (message == null) {
                missing.add(entry);
            } else if (entry.place == Entry.Place.READY && entry.message == null) {
                entry.message = message;
                tier.fresh.add(entry);
            }
        }
        return missing;
    }

    private static long[] sequences(List<Entry> entries) {
        return entries.stream().mapToLong(entry -> entry.sequence).toArray();
    }

    private void later(Order order, StoreException why) {
        order.unreadable = why;
        tier.turn.touch(order);
        order.notReadBeforeElapsedMillis = tier.turn.elapsedMillis() + RETRY_MILLIS;
    }
}
