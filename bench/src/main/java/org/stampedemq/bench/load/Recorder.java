package org.stampedemq.bench.load;

import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * The book of one consumer: what came, when, and what was wrong with it. Order, loss and doubles count over the whole run, rates
 * over what came in the measured time, latencies over what was due in it. Owned by the consumer's loop.
 */
final class Recorder {
    private final long run;
    private final List<SequenceTrack> tracks = new ArrayList<>();
    private final Histogram latency = Latencies.histogram();
    private MeasuredTime measured = MeasuredTime.NEVER;
    private long received;
    private long receivedMeasured;
    private long duplicates;
    private long outOfOrder;
    private long foreign;
    private long firstNanos;
    private long lastNanos;

    Recorder(long run, int producers) {
        this.run = run;
        for (int producer = 0; producer < producers; producer++) {
            tracks.add(new SequenceTrack());
        }
    }

    void measure(MeasuredTime time) {
        measured = time;
    }

    /** @param now when the message was read from the socket, in nanoseconds of the clock */
    void record(byte[] bytes, int bodyAt, int bodyBytes, long now) {
        if (bodyBytes < Stamp.BYTES || Stamp.run(bytes, bodyAt) != run) {
            foreign++;
            return;
        }
        long producer = Stamp.producer(bytes, bodyAt);
        if (producer < 0 || producer >= tracks.size()) {
            foreign++;
            return;
        }
        if (received++ == 0) {
            firstNanos = now;
        }
        lastNanos = now;
        switch (tracks.get((int) producer).record(Stamp.sequence(bytes, bodyAt))) {
            case IN_ORDER -> {}
            case OUT_OF_ORDER -> outOfOrder++;
            case DUPLICATE -> duplicates++;
        }
        if (measured.contains(now)) {
            receivedMeasured++;
        }
        // by when it was due: what a stall holds up beyond the end of the measured time was due within it
        long due = Stamp.timeNanos(bytes, bodyAt);
        if (measured.contains(due)) {
            Latencies.record(latency, now - due);
        }
    }

    /** Messages of this run, doubles included. */
    long received() {
        return received;
    }

    long receivedMeasured() {
        return receivedMeasured;
    }

    /** Doubles within this consumer; {@link Tally} finds those that went to two. */
    long duplicates() {
        return duplicates;
    }

    long outOfOrder() {
        return outOfOrder;
    }

    /** Messages that this run did not send. */
    long foreign() {
        return foreign;
    }

    long firstNanos() {
        return firstNanos;
    }

    long lastNanos() {
        return lastNanos;
    }

    Histogram latency() {
        return latency;
    }

    SequenceTrack track(int producer) {
        return tracks.get(producer);
    }
}
