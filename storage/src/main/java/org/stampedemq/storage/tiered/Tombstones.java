package org.stampedemq.storage.tiered;

/**
 * What was removed while a read of the back store was under way: the read may have seen it before it went, and what it
 * brings must not rise again. Remembers nothing while nobody reads. If more goes than fits while one reads, all of that
 * reading is worthless and is done again.
 */
final class Tombstones {
    private static final int MOST = 100_000;

    private final LongTable<Boolean> removed = new LongTable<>();
    private int readers;
    private boolean overflowed;

    void beginRead() {
        readers++;
    }

    /** Call after the results were judged. */
    void endRead() {
        readers--;
        if (readers == 0) {
            removed.clear();
            overflowed = false;
        }
    }

    void removed(long sequence) {
        if (readers > 0) {
            if (removed.size() < MOST) {
                removed.put(sequence, Boolean.TRUE);
            } else {
                overflowed = true;
            }
        }
    }

    /** Whether a message read meanwhile must be taken for removed. */
    boolean covers(long sequence) {
        return readers > 0 && (overflowed || removed.contains(sequence));
    }

    boolean overflowed() {
        return overflowed;
    }

    boolean idle() {
        return readers == 0;
    }
}
