package org.stampedemq.bench.load;

import org.HdrHistogram.Histogram;

/** Latencies in microseconds; all zero if nothing was counted. */
record Percentiles(long count, double p50, double p90, double p99, double p999, double max) {
    static final Percentiles NONE = new Percentiles(0, 0, 0, 0, 0, 0);

    static Percentiles of(Histogram nanos) {
        return new Percentiles(
                nanos.getTotalCount(),
                micros(nanos, 50),
                micros(nanos, 90),
                micros(nanos, 99),
                micros(nanos, 99.9),
                nanos.getTotalCount() == 0 ? 0 : nanos.getMaxValue() / 1e3);
    }

    private static double micros(Histogram nanos, double percentile) {
        return nanos.getTotalCount() == 0 ? 0 : nanos.getValueAtPercentile(percentile) / 1e3;
    }
}
