package org.stampedemq.bench.load;

import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/**
 * What a run found. Rates are per second of the measured time.
 *
 * @param receiptRate empty if no receipts were asked for
 * @param endToEnd from sending, or from when it was due, to reading it from the consumer's socket
 * @param receipt the same until its receipt
 * @param lateness how much later than due the load program itself sent; all zero without a fixed rate
 */
record Report(
        String title,
        Workload workload,
        double sendRate,
        OptionalDouble receiptRate,
        double deliveryRate,
        Percentiles endToEnd,
        Percentiles receipt,
        Percentiles lateness,
        Tally tally,
        Cost cost,
        List<Extra> extras) {

    static Percentiles merge(Stream<Histogram> parts) {
        Histogram all = Latencies.histogram();
        parts.forEach(all::add);
        return Percentiles.of(all);
    }
}
