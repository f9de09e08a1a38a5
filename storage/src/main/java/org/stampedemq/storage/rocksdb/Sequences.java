package org.stampedemq.storage.rocksdb;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Gives positions in the order: a number of this life of the store, times 2^40, and a counter. The number of the life is
 * synced before the first position is given, so none is given twice whatever crashed. When half of a life's positions are
 * used, the next number is reserved with a group of the committer: at 200,000 a second after a month.
 */
final class Sequences {
    private static final int LIFE_BITS = 40;

    private final AtomicLong last;
    private final long first;
    private long reservedLife;

    /** @param life reserved and synced before */
    Sequences(long life) {
        first = life << LIFE_BITS;
        last = new AtomicLong(first);
        reservedLife = life;
    }

    long next() {
        return last.incrementAndGet();
    }

    long lastGiven() {
        return last.get();
    }

    long first() {
        return first;
    }

    /** The life to reserve with this group; 0 if none need be. The committer's. */
    long toReserve() {
        long end = (reservedLife + 1) << LIFE_BITS;
        return end - last.get() < 1L << (LIFE_BITS - 1) ? reservedLife + 1 : 0;
    }

    void reserved(long life) {
        reservedLife = life;
    }
}
