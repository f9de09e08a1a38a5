package org.stampedemq.bench.load;

/**
 * What the measured time cost. CPU in microseconds a message: a delivery, or a message sent if there are no consumers.
 *
 * @param brokerCores cores that the broker kept busy, on average
 * @param ownCores the load program
 * @param otherCores everything else on the machine: if this is not small, the figures are not to be trusted
 */
record Cost(
        double brokerMicros,
        double ownMicros,
        double brokerCores,
        double ownCores,
        double otherCores,
        long brokerRssBytes) {

    static Cost between(Usage before, Usage after, double seconds, long messages) {
        long broker = after.brokerCpuNanos() - before.brokerCpuNanos();
        long own = after.ownCpuNanos() - before.ownCpuNanos();
        long machine = after.machineCpuNanos() - before.machineCpuNanos();
        double nanos = seconds * 1e9;
        double perMessage = 1e3 * Math.max(1, messages);
        return new Cost(
                broker / perMessage,
                own / perMessage,
                broker / nanos,
                own / nanos,
                Math.max(0, machine - broker - own) / nanos,
                after.brokerRssBytes());
    }
}
