package org.stampedemq.broker.destination;

import java.time.Duration;

/**
 * How topics behave.
 *
 * @param slowSubscriberBytes a subscriber with more unread than this slows the producers of its topics
 * @param slowSubscriberTimeout and after so long without catching up it gets an ERROR and is closed
 */
public record TopicSettings(long slowSubscriberBytes, Duration slowSubscriberTimeout) {
    public static TopicSettings defaults() {
        return new TopicSettings(1L << 20, Duration.ofSeconds(10));
    }
}
