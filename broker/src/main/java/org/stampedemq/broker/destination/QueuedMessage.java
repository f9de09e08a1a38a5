package org.stampedemq.broker.destination;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.stampedemq.storage.Message;

/**
 * A message of a queue, looked at.
 *
 * @param headers in order, unescaped
 * @param body read-only, without the NUL that ends the frame
 */
public record QueuedMessage(
        String destination,
        long sequence,
        long timestampMillis,
        long expiresAtMillis,
        boolean persistent,
        List<Map.Entry<String, String>> headers,
        ByteBuffer body) {
    public QueuedMessage {
        headers = List.copyOf(headers);
    }

    static QueuedMessage of(Message message) {
        ByteBuffer content = message.content();
        int head = message.headOctets();
        return new QueuedMessage(
                message.destination(),
                message.sequence(),
                message.timestampMillis(),
                message.expiresAtMillis(),
                message.persistent(),
                HeaderLines.parse(content.slice(0, head)),
                content.slice(head, content.remaining() - head - 1));
    }
}
