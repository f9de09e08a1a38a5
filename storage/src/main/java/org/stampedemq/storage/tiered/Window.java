package org.stampedemq.storage.tiered;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The ready entries of one destination that are in memory, ordered by sequence: a ring, since nearly everything happens at
 * its ends. New ones come at the high end, claims and what is given back at the low end; what falls in between moves the
 * shorter side.
 */
final class Window {
    private static final int SMALLEST = 8;

    private @Nullable Entry[] ring = new Entry[SMALLEST];
    private int head;
    private int size;

    int size() {
        return size;
    }

    @Nullable
    Entry first() {
        return size == 0 ? null : ring[head];
    }

    @Nullable
    Entry last() {
        return size == 0 ? null : at(size - 1);
    }

    /** The entry at a rank; 0 is the lowest. */
    Entry get(int rank) {
        Entry entry = at(rank);
        if (entry == null || rank >= size) {
            throw new IllegalArgumentException("rank " + rank + " of " + size);
        }
        return entry;
    }

    void add(Entry entry) {
        if (size == ring.length) {
            resize(size * 2);
        }
        Entry last = last();
        if (last == null || last.sequence < entry.sequence) {
            set(size++, entry);
            return;
        }
        int rank = rankOf(entry.sequence);
        if (rank < size / 2) {
            head = (head - 1) & (ring.length - 1);
            for (int i = 0; i < rank; i++) {
                set(i, at(i + 1));
            }
        } else {
            for (int i = size; i > rank; i--) {
                set(i, at(i - 1));
            }
        }
        set(rank, entry);
        size++;
    }

    void removeFirst() {
        ring[head] = null;
        head = (head + 1) & (ring.length - 1);
        size--;
        shrink();
    }

    /** Takes the entry out; it must be there. */
    void remove(Entry entry) {
        int rank = rankOf(entry.sequence);
        if (rank == 0 && size > 0) {
            removeFirst();
            return;
        }
        if (rank < size / 2) {
            for (int i = rank; i > 0; i--) {
                set(i, at(i - 1));
            }
            set(0, null);
            head = (head + 1) & (ring.length - 1);
        } else {
            for (int i = rank; i < size - 1; i++) {
                set(i, at(i + 1));
            }
            set(size - 1, null);
        }
        size--;
        shrink();
    }

    private int rankOf(long sequence) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (get(middle).sequence < sequence) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private @Nullable Entry at(int rank) {
        return ring[(head + rank) & (ring.length - 1)];
    }

    private void set(int rank, @Nullable Entry entry) {
        ring[(head + rank) & (ring.length - 1)] = entry;
    }

    private void shrink() {
        if (ring.length > 1024 && size * 8 < ring.length) {
            resize(ring.length / 4);
        }
    }

    private void resize(int capacity) {
        @Nullable Entry[] next = Arrays.copyOf(new Entry[0], capacity);
        for (int i = 0; i < size; i++) {
            next[i] = at(i);
        }
        ring = next;
        head = 0;
    }
}
