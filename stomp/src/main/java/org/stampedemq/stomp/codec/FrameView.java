package org.stampedemq.stomp.codec;

import io.netty.handler.codec.stomp.StompCommand;
import java.nio.ByteBuffer;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.stampedemq.stomp.frame.HeaderName;
import org.stampedemq.stomp.frame.HeaderSet;
import org.stampedemq.stomp.frame.ProtocolException;

/**
 * One frame of a client, seen in the receive buffer. Valid only during the call it is passed to, on the connection's
 * loop; a caller copies what it keeps. Well-formed already: limits, escapes, UTF-8 and content-length were checked before
 * anybody sees it. Of repeated headers the first counts.
 *
 * <p>The <em>tail</em> is what a MESSAGE made of this SEND ends in: the user's headers in 1.2 escaping, content-length, the
 * empty line, the body and the final NUL. A colon that the sender left unescaped in a value is escaped there. It is stored as it is and later sent as it is (docs/STORAGE.md).
 */
public interface FrameView {
    StompCommand command();

    boolean has(HeaderName name);

    /** The value, unescaped as the connection's version says, or null if the frame has no such header. */
    @Nullable
    String value(HeaderName name);

    /**
     * The octets of the value as they stood on the wire, still escaped: what a RECEIPT echoes to the same connection.
     * Null if the frame has no such header.
     */
    byte @Nullable [] rawValue(HeaderName name);

    /** Whether the value's octets on the wire are exactly these; false if the frame has no such header. No allocation. */
    boolean rawValueIs(HeaderName name, byte[] octets);

    /** A value that must be a decimal number of 0 to {@code max}; {@code absent} if there is none. */
    long number(HeaderName name, long absent, long max) throws ProtocolException;

    /** A value that must be {@code true} or {@code false}, in any case; {@code absent} if there is none. */
    boolean flag(HeaderName name, boolean absent) throws ProtocolException;

    /** Every header in order, repeated ones too, unescaped. Allocates; for cold paths. */
    void forEachHeader(BiConsumer<String, String> visitor);

    int bodyLength();

    /** A copy of the body, for cold paths. */
    ByteBuffer body();

    /** Octets of the tail without the headers of {@code dropped}; at least 1, for the NUL. content-length is rewritten. */
    int tailLength(HeaderSet dropped);

    /**
     * Writes the tail at the buffer's position. The same {@code dropped} as in {@link #tailLength}.
     *
     * @return the octets of it that come before the body, the empty line included: where the body begins
     */
    int writeTail(HeaderSet dropped, ByteBuffer target);

    /**
     * Whether a header of the tail without {@code dropped} holds a backslash, so that a receiver of 1.0 or 1.1 needs the
     * slow path.
     */
    boolean tailHoldsBackslash(HeaderSet dropped);
}
