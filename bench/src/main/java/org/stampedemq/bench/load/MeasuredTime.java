package org.stampedemq.bench.load;

/** The part of a run that counts, in nanoseconds of the clock: after the warm-up, before the end. */
record MeasuredTime(long fromNanos, long untilNanos) {
    /** Nothing counts, since it ends where it begins: before a run has begun. */
    static final MeasuredTime NEVER = new MeasuredTime(0, 0);

    boolean contains(long nanos) {
        // differences, since the origin of the clock is arbitrary
        return nanos - fromNanos >= 0 && nanos - untilNanos < 0;
    }

    double seconds() {
        return (untilNanos - fromNanos) / 1e9;
    }
}
