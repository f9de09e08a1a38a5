package org.stampedemq.bench.load;

/**
 * When a producer's messages are due.
 *
 * @param startNanos when the first one is, in nanoseconds of the clock
 * @param intervalNanos between two of the same producer; 0 for as fast as the window allows
 * @param limit messages in all
 */
record Pace(long startNanos, double intervalNanos, long limit) {
    boolean isFixed() {
        return intervalNanos > 0;
    }

    long dueNanos(long sequence) {
        return startNanos + (long) (sequence * intervalNanos);
    }
}
