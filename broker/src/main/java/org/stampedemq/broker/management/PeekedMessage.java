package org.stampedemq.broker.management;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/**
 * A message looked at without taking it.
 *
 * @param id as in the message-id header of a delivery
 * @param headers in order, unescaped
 * @param bodyPrefix the first octets of the body, at most 64 KiB, read-only
 * @param bodyOctets length of the whole body
 */
public record PeekedMessage(
        String id,
        String destination,
        long timestampMillis,
        long expiresAtMillis,
        boolean persistent,
        List<Map.Entry<String, String>> headers,
        ByteBuffer bodyPrefix,
        int bodyOctets) {
    public PeekedMessage {
        headers = List.copyOf(headers);
    }
}
