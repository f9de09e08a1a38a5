package org.stampedemq.client;

import io.netty.handler.codec.stomp.StompCommand;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.stampedemq.stomp.codec.FrameBuilder;
import org.stampedemq.stomp.codec.FrameView;
import org.stampedemq.stomp.codec.HeaderWriter;
import org.stampedemq.stomp.frame.StompVersion;

/**
 * A frame in the client's hands, headers unescaped.
 *
 * @param headers in order; of repeated ones the first
 * @param body its remaining octets
 */
record Frame(StompCommand command, Map<String, String> headers, ByteBuffer body) {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

    Frame {
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }

    static Frame of(StompCommand command, Map<String, String> headers) {
        return new Frame(command, headers, NOTHING);
    }

    /** A copy that outlives the view. */
    static Frame of(FrameView view) {
        Map<String, String> headers = new LinkedHashMap<>();
        view.forEachHeader(headers::putIfAbsent);
        return new Frame(view.command(), headers, view.body().asReadOnlyBuffer());
    }

    /** The value, or the empty string. */
    String header(String name) {
        return headers.getOrDefault(name, "");
    }

    Frame with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Frame(command, more, body);
    }

    /** Roughly what it takes in memory and on the wire. */
    int weight() {
        int weight = 64 + body.remaining();
        for (Map.Entry<String, String> header : headers.entrySet()) {
            weight += header.getKey().length() + header.getValue().length() + 2;
        }
        return weight;
    }

    /**
     * The head as it goes on the wire: all but the body and the NUL. content-length is ours to say.
     *
     * @throws IllegalArgumentException if the version cannot express a header. The broker's writer would put a blank in its
     *     place; a client has its caller at hand and asks instead
     */
    FrameBuilder head(StompVersion version) {
        // CONNECT is never escaped, so it cannot carry what 1.0 could not
        StompVersion escaping = command == StompCommand.CONNECT ? StompVersion.V1_0 : version;
        FrameBuilder out = new FrameBuilder().put(command.name()).put((byte) '\n');
        headers.forEach((name, value) -> {
            if (!name.equals("content-length")) {
                refuseUnsayable(name, escaping, true);
                refuseUnsayable(value, escaping, false);
                HeaderWriter.put(out, escaping, name, value);
            }
        });
        if (body.hasRemaining()) {
            out.put("content-length:").decimal(body.remaining()).put((byte) '\n');
        }
        return out.put((byte) '\n');
    }

    private static void refuseUnsayable(String text, StompVersion version, boolean isName) {
        boolean escapes = version.escapesHeaders();
        boolean refused = text.indexOf('\0') >= 0
                || (!escapes && text.indexOf('\n') >= 0)
                || (!version.escapesCarriageReturn() && text.indexOf('\r') >= 0)
                || (isName && (text.isEmpty() || (!escapes && text.indexOf(':') >= 0)));
        if (refused) {
            throw new IllegalArgumentException("STOMP " + version.text() + " cannot carry this in a header"
                    + (isName ? "'s name: it is empty, or has a line end, a colon or NUL" : ": a line end or NUL"));
        }
    }
}
