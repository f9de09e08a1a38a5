package org.stampedemq.broker.management;

/**
 * A destination as its lane saw it when asked. Counters run since the destination came into memory: at its first use, or
 * its first after it was idle.
 *
 * @param name with its prefix, {@code /queue/orders}
 * @param ready messages that a consumer could have now
 * @param inFlight messages that consumers have and have not settled
 * @param delayed messages that are not due yet
 * @param bytes of the ready and in-flight messages
 * @param consumers subscriptions
 * @param received messages taken
 * @param delivered messages handed out, redeliveries included
 * @param acknowledged messages settled by an ACK
 * @param redelivered messages handed out again
 * @param expired messages that expired
 * @param deadLettered messages moved to the dead letters
 * @param oldestMillis age of the oldest message in milliseconds; -1 if there is none or it is not known
 */
public record DestinationInfo(
        String name,
        long ready,
        long inFlight,
        long delayed,
        long bytes,
        int consumers,
        long received,
        long delivered,
        long acknowledged,
        long redelivered,
        long expired,
        long deadLettered,
        long oldestMillis) {}
