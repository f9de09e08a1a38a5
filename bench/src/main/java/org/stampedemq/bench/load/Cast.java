package org.stampedemq.bench.load;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The producers, consumers and bystanders of a run with their connections, and what the scenarios do with all of them alike.
 * Used by the scenario's thread.
 */
final class Cast {
    private static final long POLL_NANOS = 20_000_000;
    /** Nothing more came for so long: the rest is lost. */
    private static final long QUIET_NANOS = 3_000_000_000L;

    private final Target target;
    private final Workload workload;
    private final Fleet fleet;
    private final LongSupplier clock;
    private final long run;
    private final List<Producer> producers = new ArrayList<>();
    private final List<Link> producerLinks = new ArrayList<>();
    private final List<Consumer> consumers = new ArrayList<>();
    private final List<Link> consumerLinks = new ArrayList<>();

    /** @param run tells this run's messages from those of others; any number */
    Cast(Target target, Workload workload, Fleet fleet, LongSupplier clock, long run) {
        this.target = target;
        this.workload = workload;
        this.fleet = fleet;
        this.clock = clock;
        this.run = run;
    }

    void connectProducers() {
        boolean receipts = workload.receiptWindow() > 0;
        for (int number = 0; number < workload.producers(); number++) {
            SendTemplate template = new SendTemplate(
                    workload.destination(number),
                    workload.sendHeaders(),
                    workload.messageBytes(),
                    receipts,
                    run,
                    number);
            producers.add(new Producer(template, workload.receiptWindow(), clock, fleet::fail));
        }
        producerLinks.addAll(fleet.connectAll(producers));
    }

    /** Returns once every subscription has its receipt. */
    void connectConsumers(MeasuredTime measured) {
        for (int number = 0; number < workload.consumers(); number++) {
            Recorder recorder = new Recorder(run, workload.producers());
            recorder.measure(measured);
            consumers.add(new Consumer(
                    workload.destination(number), workload, target.dialect(), recorder, clock, fleet::fail));
        }
        consumerLinks.addAll(fleet.connectAll(consumers));
    }

    /** After the consumers: those have to come first where a queue is shared, or the first messages go to the deaf. */
    void connectNeverReading() {
        List<Bystander> deaf = new ArrayList<>();
        for (int number = 0; number < workload.neverReading(); number++) {
            String frame = Consumer.subscribeFrame(workload.destination(number), workload, target.dialect());
            deaf.add(new Bystander(frame, false, fleet::fail));
        }
        fleet.connectAll(deaf);
    }

    void measure(MeasuredTime measured) {
        for (int i = 0; i < consumers.size(); i++) {
            Recorder recorder = consumers.get(i).recorder();
            fleet.onLoop(consumerLinks.get(i), () -> recorder.measure(measured));
        }
    }

    /** @param limit messages of all producers together */
    void start(long startNanos, long limit, MeasuredTime measured) {
        int count = producers.size();
        double interval = workload.ratePerSecond() == 0 ? 0 : count * 1e9 / workload.ratePerSecond();
        for (int i = 0; i < count; i++) {
            Producer producer = producers.get(i);
            // one after the other within the interval, not all at the same instant
            long offset = (long) (interval * i / count);
            Pace pace = new Pace(startNanos + offset, interval, limit / count + (i < limit % count ? 1 : 0));
            producerLinks.get(i).loop().execute(() -> producer.start(pace, measured));
        }
    }

    void stopProducers() {
        for (int i = 0; i < producers.size(); i++) {
            fleet.onLoop(producerLinks.get(i), producers.get(i)::stop);
        }
    }

    /** Waits until every receipt came, or nothing more comes. */
    void awaitConfirmed(long total) {
        awaitProgress(
                total,
                () -> sum(
                        producers,
                        producerLinks,
                        producer -> producer.recorder().confirmed()));
    }

    /** Waits until that many deliveries came, or nothing more comes. */
    void awaitReceived(long total) {
        awaitProgress(
                total,
                () -> sum(
                        consumers,
                        consumerLinks,
                        consumer -> consumer.recorder().received()));
    }

    long sent() {
        return sum(producers, producerLinks, producer -> producer.recorder().sent());
    }

    /** Deliveries owed for all that was sent so far. */
    long owed() {
        long owed = 0;
        for (int i = 0; i < producers.size(); i++) {
            Producer producer = producers.get(i);
            owed += workload.copies(i)
                    * sum(
                            List.of(producer),
                            List.of(producerLinks.get(i)),
                            one -> one.recorder().sent());
        }
        return owed;
    }

    private void awaitProgress(long total, LongSupplier present) {
        long last = -1;
        long lastChange = clock.getAsLong();
        long count = present.getAsLong();
        long patience = Math.max(QUIET_NANOS, workload.settle().toNanos());
        while (count < total && clock.getAsLong() - lastChange < patience) {
            if (count != last) {
                last = count;
                lastChange = clock.getAsLong();
            }
            fleet.await(POLL_NANOS);
            count = present.getAsLong();
        }
    }

    private interface Count<T> {
        long of(T one);
    }

    private <T> long sum(List<T> members, List<Link> links, Count<T> count) {
        long[] total = new long[1];
        for (int i = 0; i < members.size(); i++) {
            T member = members.get(i);
            fleet.onLoop(links.get(i), () -> total[0] += count.of(member));
        }
        return total[0];
    }

    /** After the fleet was closed. */
    List<SendRecorder> sendBooks() {
        return producers.stream().map(Producer::recorder).toList();
    }

    /** After the fleet was closed. */
    List<Recorder> books() {
        return consumers.stream().map(Consumer::recorder).toList();
    }
}
