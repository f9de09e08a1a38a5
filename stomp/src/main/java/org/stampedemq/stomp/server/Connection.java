package org.stampedemq.stomp.server;

import io.netty.handler.codec.stomp.StompFrame;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.stampedemq.stomp.frame.StompVersion;

/**
 * One client's connection. Owned by its loop: every method but {@link #loop}, {@link #id} and {@link #remoteAddress} is
 * called there. Nothing blocks. What is written is encoded at once into the connection's output buffer and goes out at
 * the end of the loop's turn. Writing to a connection that is closed is a no-op, since a loss may cross any write.
 */
public interface Connection {
    Loop loop();

    /** Unique within the process. */
    long id();

    InetSocketAddress remoteAddress();

    /** The version in force: 1.2 rules of escaping hold nothing back before {@link #negotiated}, where it is 1.0. */
    StompVersion version();

    /**
     * The handshake is over: frames are now read and written in this version, the limits are those of a client that has
     * logged in, and heart-beats run. Called while the CONNECT frame is handled, or later with reading paused in between:
     * what the client sent right behind its CONNECT is not to be read before.
     *
     * @param toSend the longest silence we allow ourselves; zero for none
     * @param toExpect the longest silence the client promised; zero for none. Twice that closes the connection
     */
    void negotiated(StompVersion version, Duration toSend, Duration toExpect);

    /**
     * Writes a MESSAGE: the headers here, then the tail as it is. If {@code holdsBackslash} and the version is not 1.2 the
     * tail's headers are re-escaped; what the version cannot express becomes a space, never a raw line feed or carriage
     * return.
     *
     * @param prefix everything that differs by receiver and message
     * @param tail the tail of {@link org.stampedemq.stomp.codec.FrameView}; the buffer's position is not changed. A large
     *     one is kept until it is written, so its octets must never change
     * @param headerOctets where the body begins in the tail
     */
    void message(MessagePrefix prefix, ByteBuffer tail, int headerOctets, boolean holdsBackslash);

    /** Writes a RECEIPT. {@code duplicate} adds {@code duplicate:true}. */
    void receipt(byte[] rawReceiptId, boolean duplicate);

    /**
     * Writes any other frame, escaped for the version, and releases it; adds content-length if there is a body. For cold
     * paths.
     */
    void send(StompFrame frame);

    /**
     * Writes an ERROR, flushes and closes; later frames of the client are not read. Only the first call counts.
     *
     * @param message one line; control characters are replaced
     * @param rawReceiptId the receipt header of the frame that is at fault, as it stood on the wire
     */
    void error(String message, String detail, byte @Nullable [] rawReceiptId);

    /** Flushes what was written and closes. */
    void closeAfterFlush();

    /** Closes at once. */
    void close();

    /** No more frames come from this client until {@link #resumeReading}; its heart-beat timeout is suspended. Idempotent. */
    void pauseReading();

    void resumeReading();

    /** Octets written here that the operating system has not yet taken. */
    long unwrittenOctets();

    /** Runs the action on the loop once all that was written before has gone to the operating system; never after a close. */
    void afterWritten(Runnable action);
}
