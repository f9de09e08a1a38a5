package org.stampedemq.client;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A MESSAGE frame. The receiver's to keep.
 *
 * @param headers all of them, unescaped; of repeated ones the first. In the order of the frame, unmodifiable
 * @param body read-only
 * @param subscription the id it was received under
 * @param connection which of the client's connections it came on, counted from 1: it can be acknowledged there only
 */
public record ReceivedMessage(Map<String, String> headers, ByteBuffer body, String subscription, long connection) {
    public ReceivedMessage {
        body = body.asReadOnlyBuffer();
    }

    /** A view with a position of its own. */
    @Override
    public ByteBuffer body() {
        return body.duplicate();
    }

    /** The body as UTF-8. */
    public String text() {
        return StandardCharsets.UTF_8.decode(body()).toString();
    }

    public String destination() {
        return header("destination");
    }

    public String messageId() {
        return header("message-id");
    }

    /** Whether the broker says that it was, or may have been, handed out before. */
    public boolean redelivered() {
        return "true".equals(headers.get("redelivered"));
    }

    private String header(String name) {
        return headers.getOrDefault(name, "");
    }
}
