package org.stampedemq.bench.load;

import java.util.List;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;

/**
 * Fills destinations with a number of messages while nobody listens, then drains them. Rates go from the start to the last
 * receipt, and from the first delivery to the last one. The warm-up is a flow of its own, which leaves nothing behind.
 */
final class BacklogScenario implements Scenario {
    private final String title;
    private final Target target;
    private final Workload workload;
    private final long messages;
    private final int threads;
    private final LongSupplier clock;
    private final long run;

    /** @param messages to store, of all producers together */
    BacklogScenario(
            String title, Target target, Workload workload, long messages, int threads, LongSupplier clock, long run) {
        if (workload.receiptWindow() == 0) {
            throw new IllegalArgumentException("a backlog needs receipts: without them nobody knows when it is stored");
        }
        if (workload.fansOut()) {
            throw new IllegalArgumentException("a backlog needs a queue: a topic without subscribers keeps nothing");
        }
        this.title = title;
        this.target = target;
        this.workload = workload;
        this.messages = messages;
        this.threads = threads;
        this.clock = clock;
        this.run = run;
    }

    @Override
    public Report run() {
        if (!workload.warmUp().isZero()) {
            new FlowScenario(title, target, workload, threads, clock, run + 1).run();
        }
        MeasuredTime always = new MeasuredTime(clock.getAsLong(), clock.getAsLong() + Long.MAX_VALUE / 4);
        Fleet fleet = new Fleet(target, threads, clock);
        Cast cast = new Cast(target, workload, fleet, clock, run);
        Usage empty;
        Usage full;
        Usage drained;
        long start;
        try (fleet) {
            cast.connectProducers();
            empty = Usage.now(target.pid());
            start = clock.getAsLong();
            cast.start(start, messages, always);
            cast.awaitConfirmed(messages);
            full = Usage.now(target.pid());
            cast.connectConsumers(always);
            cast.awaitReceived(messages);
            drained = Usage.now(target.pid());
        }
        return report(cast.sendBooks(), cast.books(), start, List.of(empty, full, drained));
    }

    private Report report(List<SendRecorder> sends, List<Recorder> books, long start, List<Usage> usages) {
        Tally tally = Tally.of(workload, sends, books);
        long lastReceipt =
                sends.stream().mapToLong(SendRecorder::lastConfirmedNanos).max().orElse(start);
        long first = books.stream().mapToLong(Recorder::firstNanos).min().orElse(0);
        long last = books.stream().mapToLong(Recorder::lastNanos).max().orElse(0);
        double fillSeconds = Math.max(1, lastReceipt - start) / 1e9;
        double drainSeconds = Math.max(1, last - first) / 1e9;
        Cost fill = Cost.between(usages.get(0), usages.get(1), fillSeconds, tally.sent());
        Cost drain = Cost.between(usages.get(1), usages.get(2), drainSeconds, tally.received());
        double fillRate = (tally.sent() - tally.unconfirmed()) / fillSeconds;
        return new Report(
                title,
                workload,
                fillRate,
                OptionalDouble.of(fillRate),
                tally.received() / drainSeconds,
                Report.merge(books.stream().map(Recorder::latency)),
                Report.merge(sends.stream().map(SendRecorder::receiptLatency)),
                Report.merge(sends.stream().map(SendRecorder::lateness)),
                tally,
                drain,
                List.of(
                        new Extra("fill_cpu_us", fill.brokerMicros()),
                        new Extra("drain_cpu_us", drain.brokerMicros()),
                        new Extra("rss_before_mb", usages.get(0).brokerRssBytes() / 1e6),
                        new Extra("rss_full_mb", usages.get(1).brokerRssBytes() / 1e6),
                        new Extra("rss_after_mb", usages.get(2).brokerRssBytes() / 1e6)));
    }
}
