package org.stampedemq.stomp.server;

import org.jspecify.annotations.Nullable;

/**
 * The deadlines of a loop's connections: a ring of lists, one for each tick to come. Putting, moving and removing are a
 * few pointers; nothing happens per frame, since an entry is only looked at when its time comes and says then when to look
 * again. Precise to one tick, late rather than early. Owned by the loop; time is handed in.
 */
final class Wheel {
    static final int TICK_MILLIS = 100;
    static final long NEVER = Long.MAX_VALUE;
    private static final int SLOTS = 256;

    /** Something with a deadline. */
    abstract static class Entry {
        private @Nullable Entry next;
        private @Nullable Entry previous;
        private int slot = -1;
        private long dueMillis = NEVER;

        /** Does what is due. Returns when to look again, or {@link #NEVER}. */
        abstract long due(long nowMillis);
    }

    private final @Nullable Entry[] slots = new @Nullable Entry[SLOTS];
    private long tick;

    Wheel(long nowMillis) {
        this.tick = nowMillis / TICK_MILLIS;
    }

    /** Sees to it that the entry is looked at by then; an earlier date that it has stays. */
    void by(Entry entry, long dueMillis) {
        if (dueMillis >= entry.dueMillis) {
            return;
        }
        remove(entry);
        put(entry, dueMillis);
    }

    private void put(Entry entry, long dueMillis) {
        long ticks = dueMillis / TICK_MILLIS + 1;
        // What is farther away than one round is looked at once a round; what is past, with the next tick.
        long at = Math.max(tick + 1, Math.min(ticks, tick + SLOTS - 1));
        int slot = (int) (at % SLOTS);
        Entry head = slots[slot];
        entry.next = head;
        entry.previous = null;
        if (head != null) {
            head.previous = entry;
        }
        slots[slot] = entry;
        entry.slot = slot;
        entry.dueMillis = dueMillis;
    }

    void remove(Entry entry) {
        if (entry.slot < 0) {
            return;
        }
        Entry next = entry.next;
        Entry previous = entry.previous;
        if (previous == null) {
            slots[entry.slot] = next;
        } else {
            previous.next = next;
        }
        if (next != null) {
            next.previous = previous;
        }
        entry.next = null;
        entry.previous = null;
        entry.slot = -1;
        entry.dueMillis = NEVER;
    }

    /** Looks at every entry whose time has come. */
    void advance(long nowMillis) {
        long target = nowMillis / TICK_MILLIS;
        long steps = Math.min(target - tick, SLOTS);
        for (long step = 0; step < steps; step++) {
            long at = target - steps + 1 + step;
            tick = at;
            expire((int) (at % SLOTS), nowMillis);
        }
        tick = Math.max(tick, target);
    }

    private void expire(int slot, long nowMillis) {
        Entry entry = slots[slot];
        while (entry != null) {
            long dueMillis = entry.dueMillis;
            remove(entry);
            long again = dueMillis <= nowMillis ? entry.due(nowMillis) : dueMillis;
            if (again != NEVER) {
                remove(entry);
                put(entry, again);
            }
            entry = slots[slot];
        }
    }
}
