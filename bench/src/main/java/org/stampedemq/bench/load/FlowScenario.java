package org.stampedemq.bench.load;

import java.util.List;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;

/**
 * The usual run: producers and consumers at the same time, for the warm-up and the measured time; then the producers stop, and what is
 * under way is waited for and checked.
 */
final class FlowScenario implements Scenario {
    private static final long LEAD_NANOS = 20_000_000;

    private final String title;
    private final Target target;
    private final Workload workload;
    private final int threads;
    private final LongSupplier clock;
    private final long run;

    FlowScenario(String title, Target target, Workload workload, int threads, LongSupplier clock, long run) {
        this.title = title;
        this.target = target;
        this.workload = workload;
        this.threads = threads;
        this.clock = clock;
        this.run = run;
    }

    @Override
    public Report run() {
        Fleet fleet = new Fleet(target, threads, clock);
        Cast cast = new Cast(target, workload, fleet, clock, run);
        MeasuredTime measured;
        Usage before;
        Usage after;
        try (fleet) {
            cast.connectConsumers(MeasuredTime.NEVER);
            cast.connectNeverReading();
            cast.connectProducers();
            long start = clock.getAsLong() + LEAD_NANOS;
            long from = start + workload.warmUp().toNanos();
            measured = new MeasuredTime(from, from + workload.duration().toNanos());
            cast.measure(measured);
            cast.start(start, Long.MAX_VALUE, measured);
            fleet.awaitUntil(measured.fromNanos());
            before = Usage.now(target.pid());
            fleet.awaitUntil(measured.untilNanos());
            after = Usage.now(target.pid());
            cast.stopProducers();
            if (workload.receiptWindow() > 0) {
                cast.awaitConfirmed(cast.sent());
            }
            cast.awaitReceived(cast.owed());
        }
        return report(cast.sendBooks(), cast.books(), measured, before, after);
    }

    private Report report(
            List<SendRecorder> sends, List<Recorder> books, MeasuredTime measured, Usage before, Usage after) {
        double seconds = measured.seconds();
        long sent = sends.stream().mapToLong(SendRecorder::sentMeasured).sum();
        long confirmed =
                sends.stream().mapToLong(SendRecorder::confirmedMeasured).sum();
        long received = books.stream().mapToLong(Recorder::receivedMeasured).sum();
        boolean receipts = workload.receiptWindow() > 0;
        return new Report(
                title,
                workload,
                sent / seconds,
                receipts ? OptionalDouble.of(confirmed / seconds) : OptionalDouble.empty(),
                received / seconds,
                Report.merge(books.stream().map(Recorder::latency)),
                Report.merge(sends.stream().map(SendRecorder::receiptLatency)),
                Report.merge(sends.stream().map(SendRecorder::lateness)),
                Tally.of(workload, sends, books),
                Cost.between(before, after, seconds, books.isEmpty() ? sent : received),
                List.of());
    }
}
