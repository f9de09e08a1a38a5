package org.stampedemq.bench.load;

import org.HdrHistogram.Histogram;

/** The book of one producer: rates by when something happened, latencies by when it was due. Owned by its loop. */
final class SendRecorder {
    private final Histogram receiptLatency = Latencies.histogram();
    private final Histogram lateness = Latencies.histogram();
    private MeasuredTime measured = MeasuredTime.NEVER;
    private long sent;
    private long sentMeasured;
    private long confirmed;
    private long confirmedMeasured;
    private long lastConfirmedNanos;

    void measure(MeasuredTime time) {
        measured = time;
    }

    /** @param lateNanos how much later than intended the frame went out; 0 without a fixed rate */
    void sent(long now, long lateNanos) {
        sent++;
        if (measured.contains(now)) {
            sentMeasured++;
        }
        if (measured.contains(now - lateNanos)) {
            Latencies.record(lateness, lateNanos);
        }
    }

    /** @param waitedNanos since the frame went out, or, with a fixed rate, since it should have */
    void confirmed(long now, long waitedNanos) {
        confirmed++;
        lastConfirmedNanos = now;
        if (measured.contains(now)) {
            confirmedMeasured++;
        }
        if (measured.contains(now - waitedNanos)) {
            Latencies.record(receiptLatency, waitedNanos);
        }
    }

    long sent() {
        return sent;
    }

    long sentMeasured() {
        return sentMeasured;
    }

    long confirmed() {
        return confirmed;
    }

    long confirmedMeasured() {
        return confirmedMeasured;
    }

    long lastConfirmedNanos() {
        return lastConfirmedNanos;
    }

    Histogram receiptLatency() {
        return receiptLatency;
    }

    Histogram lateness() {
        return lateness;
    }
}
