package org.stampedemq.storage.tiered;

import java.util.ArrayList;
import java.util.List;
import org.stampedemq.storage.Batch.Keep;
import org.stampedemq.storage.Message;

/**
 * Messages whose time is over. Found when a claim meets one, and by a look at the back store once a second; taken out of
 * the order and told to the owner, who removes or moves them. What is out is left to its claimant.
 */
final class Expiry {
    private static final long INTERVAL_MILLIS = 1_000;
    private static final int LEAST_AT_ONCE = 256;
    private static final int MOST_AT_ONCE = 16_384;

    private final Tier tier;
    private final Tombstones tombstones = new Tombstones();
    private List<Entry> withoutBody = new ArrayList<>();
    private long lookedAtElapsedMillis;
    private int atOnce = LEAST_AT_ONCE;
    private boolean underway;

    Expiry(Tier tier) {
        this.tier = tier;
    }

    /** An entry of a window has expired. */
    void takeOut(Entry entry) {
        Message message = entry.message;
        if (message == null && entry.cached) {
            message = tier.bodies.now(entry.sequence);
        }
        tier.readiness.outOfWindow(entry);
        entry.place = Entry.Place.EXPIRED;
        if (entry.written == Entry.Written.YES) {
            entry.message = null;
        }
        if (message != null) {
            tier.signals.expired(message);
        } else {
            withoutBody.add(entry);
        }
    }

    void removed(long sequence) {
        tombstones.removed(sequence);
    }

    void tick() {
        readBodies();
        long now = tier.turn.elapsedMillis();
        if (now - lookedAtElapsedMillis < INTERVAL_MILLIS || underway) {
            return;
        }
        lookedAtElapsedMillis = now;
        sweepMemory();
        underway = true;
        tombstones.beginRead();
        tier.turn.when(
                tier.back.expired(tier.turn.wallMillis(), atOnce),
                messages -> {
                    underway = false;
                    take(messages);
                    tombstones.endRead();
                },
                why -> {
                    underway = false;
                    tombstones.endRead();
                });
    }

    /** What is in no back store is found here only. Windows are bounded, so this is. */
    private void sweepMemory() {
        long wall = tier.turn.wallMillis();
        for (Order order : tier.orders.all()) {
            if (order.unwrittenMessages > 0) {
                order.entries.forEach(entry -> {
                    if (entry.place == Entry.Place.READY && entry.expired(wall)) {
                        takeOut(entry);
                    }
                });
            }
        }
    }

    private void take(List<Message> messages) {
        int news = 0;
        for (Message message : messages) {
            long sequence = message.sequence();
            if (!tier.owns.test(message.destination()) || tombstones.covers(sequence)) {
                continue;
            }
            Order order = tier.orders.of(message.destination());
            Entry entry = order.entries.get(sequence);
            if (entry == null && !order.tombstones.covers(sequence)) {
                entry = new Entry(order, message, Keep.DURABLE);
                entry.message = null;
                entry.written = Entry.Written.YES;
                entry.place = Entry.Place.EXPIRED;
                order.entries.put(sequence, entry);
                tier.signals.expired(message);
                news++;
            } else if (entry != null && entry.place == Entry.Place.READY) {
                if (entry.message == null) {
                    entry.message = message;
                }
                takeOut(entry);
                news++;
            }
        }
        // If a page holds only what is out or told already, what lies behind it needs a larger page.
        atOnce = messages.size() == atOnce && news == 0 ? Math.min(MOST_AT_ONCE, atOnce * 2) : LEAST_AT_ONCE;
    }

    private void readBodies() {
        if (withoutBody.isEmpty()) {
            return;
        }
        List<Entry> wanted = withoutBody;
        withoutBody = new ArrayList<>();
        for (Entry entry : wanted) {
            if (entry.place == Entry.Place.EXPIRED) {
                tier.turn.when(
                        tier.back.get(entry.order.destination, entry.sequence),
                        found -> {
                            if (entry.place == Entry.Place.EXPIRED) {
                                found.forEach(tier.signals::expired);
                            }
                        },
                        why -> withoutBody.add(entry));
            }
        }
    }
}
