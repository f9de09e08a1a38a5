package org.stampedemq.broker.destination;

import java.time.Duration;

/**
 * How queues behave.
 *
 * @param maxFailures a message that failed so often goes to the dead letters; 0 for never
 * @param deadLetterPrefix {@code /queue/x} has its dead letters in {@code /queue/PREFIXx}
 * @param redeliveryDelay wait before a failed message is handed out again, doubled with each failure; zero for at once
 * @param maxRedeliveryDelay where the doubling ends
 * @param deadLetterExpired whether expired messages go to the dead letters rather than away
 * @param persistentByDefault a SEND without a {@code persistent} header
 * @param alwaysDurable every persistent message is written before it is served, receipt or not
 * @param idleTimeout a queue without consumers leaves memory after this, with its counters; its messages stay in the store
 */
public record QueueSettings(
        int maxFailures,
        String deadLetterPrefix,
        Duration redeliveryDelay,
        Duration maxRedeliveryDelay,
        boolean deadLetterExpired,
        boolean persistentByDefault,
        boolean alwaysDurable,
        Duration idleTimeout) {

    public static QueueSettings defaults() {
        return new QueueSettings(
                10, "dlq.", Duration.ZERO, Duration.ofMinutes(1), false, true, false, Duration.ofMinutes(1));
    }
}
