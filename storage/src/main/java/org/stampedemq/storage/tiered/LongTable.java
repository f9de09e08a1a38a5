package org.stampedemq.storage.tiered;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Values by sequence, without a box per key: open addressing with linear probing, and deletion by moving back, so that
 * there are no tombstones to collect. Keys are spread by a multiplication, because sequences come in runs and a run of
 * neighbours would make every deletion walk to its end. Shrinks again after a flood. Not thread-safe.
 */
final class LongTable<V> {
    private static final int SMALLEST = 8;

    private long[] keys = new long[SMALLEST];
    private @Nullable Object[] values = new Object[SMALLEST];
    private int size;

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    @SuppressWarnings("unchecked")
    @Nullable
    V get(long key) {
        int mask = keys.length - 1;
        for (int i = slot(key, mask); ; i = (i + 1) & mask) {
            Object value = values[i];
            if (value == null || keys[i] == key) {
                return (V) value;
            }
        }
    }

    boolean contains(long key) {
        return get(key) != null;
    }

    void put(long key, V value) {
        if (size * 2 >= keys.length) {
            resize(keys.length * 2);
        }
        int mask = keys.length - 1;
        int i = slot(key, mask);
        while (values[i] != null && keys[i] != key) {
            i = (i + 1) & mask;
        }
        if (values[i] == null) {
            size++;
        }
        keys[i] = key;
        values[i] = value;
    }

    @SuppressWarnings("unchecked")
    @Nullable
    V remove(long key) {
        int mask = keys.length - 1;
        int i = slot(key, mask);
        while (keys[i] != key || values[i] == null) {
            if (values[i] == null) {
                return null;
            }
            i = (i + 1) & mask;
        }
        V removed = (V) values[i];
        closeGap(i, mask);
        size--;
        if (keys.length > 1024 && size * 16 < keys.length) {
            resize(keys.length / 4);
        }
        return removed;
    }

    /** The values as they are now, in no order; the table may be changed meanwhile. */
    @SuppressWarnings("unchecked")
    void forEach(Consumer<V> action) {
        for (Object value : values.clone()) {
            if (value != null) {
                action.accept((V) value);
            }
        }
    }

    /** The lowest key; {@code Long.MAX_VALUE} if there is none. Reads the whole table. */
    long lowestKey() {
        long lowest = Long.MAX_VALUE;
        for (int i = 0; i < keys.length; i++) {
            if (values[i] != null && keys[i] < lowest) {
                lowest = keys[i];
            }
        }
        return lowest;
    }

    void clear() {
        if (keys.length > SMALLEST) {
            keys = new long[SMALLEST];
            values = new Object[SMALLEST];
        } else {
            Arrays.fill(values, null);
        }
        size = 0;
    }

    private void closeGap(int gap, int mask) {
        int hole = gap;
        for (int i = (hole + 1) & mask; values[i] != null; i = (i + 1) & mask) {
            int home = slot(keys[i], mask);
            // Whoever would still be found from its home slot when moved into the hole is moved there.
            if (((i - home) & mask) >= ((i - hole) & mask)) {
                keys[hole] = keys[i];
                values[hole] = values[i];
                hole = i;
            }
        }
        values[hole] = null;
    }

    private void resize(int capacity) {
        long[] oldKeys = keys;
        @Nullable Object[] oldValues = values;
        keys = new long[capacity];
        values = new Object[capacity];
        int mask = capacity - 1;
        for (int j = 0; j < oldKeys.length; j++) {
            if (oldValues[j] != null) {
                int i = slot(oldKeys[j], mask);
                while (values[i] != null) {
                    i = (i + 1) & mask;
                }
                keys[i] = oldKeys[j];
                values[i] = oldValues[j];
            }
        }
    }

    private static int slot(long key, int mask) {
        return (int) ((key * 0x9E3779B97F4A7C15L) >>> 32) & mask;
    }
}
