package org.stampedemq.client;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * How to subscribe.
 *
 * @param prefetch messages that may be unacknowledged at a time, sent as {@code prefetch-count}; empty for the broker's default
 * @param headers sent as they are, before those above; they cannot replace id, destination and ack
 */
public record SubscribeOptions(AckMode ackMode, OptionalInt prefetch, Map<String, String> headers) {
    public SubscribeOptions {
        headers = Map.copyOf(headers);
    }

    public static SubscribeOptions of(AckMode ackMode) {
        return new SubscribeOptions(ackMode, OptionalInt.empty(), Map.of());
    }

    public SubscribeOptions withPrefetch(int messages) {
        return new SubscribeOptions(ackMode, OptionalInt.of(messages), headers);
    }

    public SubscribeOptions withHeader(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new SubscribeOptions(ackMode, prefetch, more);
    }
}
