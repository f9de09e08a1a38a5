package org.stampedemq.bench.load;

import org.HdrHistogram.Histogram;

/** How latencies are counted here: nanoseconds, up to five minutes, three significant digits. */
final class Latencies {
    private static final long HIGHEST_NANOS = 300_000_000_000L;

    private Latencies() {}

    static Histogram histogram() {
        return new Histogram(1_000, HIGHEST_NANOS, 3);
    }

    /** Longer than the histogram holds counts as the longest it holds: a stall must not vanish, nor end the run. */
    static void record(Histogram histogram, long nanos) {
        histogram.recordValue(Math.max(0, Math.min(nanos, HIGHEST_NANOS)));
    }
}
