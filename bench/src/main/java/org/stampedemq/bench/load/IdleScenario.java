package org.stampedemq.bench.load;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;

/**
 * Connections that do nothing: what each costs the broker's memory. A tenth of them are connected and closed first, so that what a
 * broker loads and grows once is not charged to them. The workload's duration is how long they stay; within it the
 * broker's CPU use is measured.
 */
final class IdleScenario implements Scenario {
    private final String title;
    private final Target target;
    private final Workload workload;
    private final int connections;
    private final boolean queueEach;
    private final LongSupplier clock;

    /** @param queueEach whether each subscribes to a queue of its own */
    IdleScenario(
            String title, Target target, Workload workload, int connections, boolean queueEach, LongSupplier clock) {
        if (target.pid().isEmpty()) {
            throw new IllegalArgumentException("the memory of idle connections needs the broker's --pid");
        }
        this.title = title;
        this.target = target;
        this.workload = workload;
        this.connections = connections;
        this.queueEach = queueEach;
        this.clock = clock;
    }

    @Override
    public Report run() {
        try (Fleet rehearsal = new Fleet(target, 1, clock)) {
            rehearsal.connectAll(idle(Math.max(1, connections / 10), "rehearsal", rehearsal));
        }
        Usage before;
        Usage connected;
        Usage after;
        double connectSeconds;
        try (Fleet fleet = new Fleet(target, 1, clock)) {
            fleet.await(workload.settle().toNanos());
            before = Usage.now(target.pid());
            long start = clock.getAsLong();
            fleet.connectAll(idle(connections, "idle", fleet));
            connectSeconds = Math.max(1, clock.getAsLong() - start) / 1e9;
            fleet.await(workload.settle().toNanos());
            connected = Usage.now(target.pid());
            fleet.await(workload.duration().toNanos());
            after = Usage.now(target.pid());
        }
        Cost cost = Cost.between(connected, after, workload.duration().toNanos() / 1e9, connections);
        double growth = after.brokerRssBytes() - before.brokerRssBytes();
        return new Report(
                title,
                workload,
                0,
                OptionalDouble.empty(),
                0,
                Percentiles.NONE,
                Percentiles.NONE,
                Percentiles.NONE,
                new Tally(0, 0, 0, 0, 0, 0, 0),
                cost,
                List.of(
                        new Extra("connections", connections),
                        new Extra("connects_per_s", connections / connectSeconds),
                        new Extra("rss_before_mb", before.brokerRssBytes() / 1e6),
                        new Extra("rss_after_mb", after.brokerRssBytes() / 1e6),
                        new Extra("rss_kb_per_connection", growth / 1e3 / connections)));
    }

    private List<Bystander> idle(int count, String kind, Fleet fleet) {
        List<Bystander> idle = new ArrayList<>(count);
        for (int number = 0; number < count; number++) {
            String destination = workload.prefix() + workload.name() + "-" + kind + "-" + number;
            String frame = queueEach ? Consumer.subscribeFrame(destination, workload, target.dialect()) : "";
            idle.add(new Bystander(frame, true, fleet::fail));
        }
        return idle;
    }
}
