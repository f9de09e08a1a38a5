package org.stampedemq.broker.destination;

/** What happened in a queue since the node started. Owned by the queue's lane. */
final class QueueCounters {
    long received;
    long delivered;
    long redelivered;
    long acknowledged;
    long expired;
    long deadLettered;
}
