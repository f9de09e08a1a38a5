package org.stampedemq.broker.destination;

import org.jspecify.annotations.Nullable;
import org.stampedemq.storage.Counts;

/**
 * A destination as its lane saw it. Sizes in messages but for {@code bytes}; counters since the start of the node.
 *
 * @param oldestMillis age of the oldest message; -1 if there is none
 */
public record DestinationSnapshot(
        String name,
        Counts counts,
        long inFlight,
        int consumers,
        long received,
        long delivered,
        long acknowledged,
        long redelivered,
        long expired,
        long deadLettered,
        long oldestMillis) {

    static DestinationSnapshot of(Topic topic) {
        return new DestinationSnapshot(
                topic.name().text(),
                Counts.NONE,
                0,
                topic.consumers(),
                topic.published,
                topic.delivered,
                0,
                0,
                0,
                0,
                -1);
    }

    static DestinationSnapshot of(String name, @Nullable Queue queue, Counts counts, long oldestMillis) {
        QueueCounters counters = queue == null ? new QueueCounters() : queue.counters;
        return new DestinationSnapshot(
                name,
                counts,
                queue == null ? 0 : queue.inFlight(),
                queue == null ? 0 : queue.consumers(),
                counters.received,
                counters.delivered,
                counters.acknowledged,
                counters.redelivered,
                counters.expired,
                counters.deadLettered,
                oldestMillis);
    }
}
