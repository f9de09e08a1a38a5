package org.stampedemq.storage.tiered;

import org.jspecify.annotations.Nullable;

/**
 * Bodies of what became ready a moment ago. Most of it is claimed at once by a consumer that waits, and then never touches
 * the cache: that is the hot path. What is still unclaimed when a thousand newer ones have come, when the bytes grow, or
 * two ticks later, goes over to {@link Bodies}.
 */
final class Fresh {
    private static final int SLOTS = 1024;

    private final Bodies bodies;
    private final long maxBytes;
    private final @Nullable Entry[] slots = new Entry[SLOTS];
    private long next;
    private long settledBelow;
    private long nextAtLastTick;
    private long bytes;

    Fresh(Bodies bodies, long maxBytes) {
        this.bodies = bodies;
        this.maxBytes = maxBytes;
    }

    /** Takes charge of the body of an entry that is written and ready. */
    void add(Entry entry) {
        int slot = (int) (next++ & (SLOTS - 1));
        Entry displaced = slots[slot];
        if (displaced != null) {
            settle(displaced);
        }
        slots[slot] = entry;
        entry.fresh = true;
        bytes += entry.size;
        if (bytes > maxBytes) {
            settleBelow(next - 1);
        }
    }

    /** The entry is not ready any more; its body is none of our business. */
    void release(Entry entry) {
        if (entry.fresh) {
            entry.fresh = false;
            bytes -= entry.size;
        }
    }

    void tick() {
        settleBelow(nextAtLastTick);
        nextAtLastTick = next;
    }

    private void settleBelow(long end) {
        for (long i = Math.max(settledBelow, next - SLOTS); i < end; i++) {
            int slot = (int) (i & (SLOTS - 1));
            Entry entry = slots[slot];
            if (entry != null) {
                slots[slot] = null;
                settle(entry);
            }
        }
        settledBelow = Math.max(settledBelow, end);
    }

    private void settle(Entry entry) {
        if (!entry.fresh) {
            return;
        }
        release(entry);
        if (entry.order.demand && entry.order.window.first() == entry) {
            // Whoever is wanted has at least its lowest message at hand, whatever the cache thinks of it.
            return;
        }
        if (entry.message != null && !entry.readThrough && !entry.cached) {
            bodies.put(entry.message);
            entry.cached = true;
        }
        entry.message = null;
    }
}
