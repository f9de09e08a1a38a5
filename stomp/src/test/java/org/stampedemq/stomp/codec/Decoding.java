package org.stampedemq.stomp.codec;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stampedemq.stomp.frame.HeaderName;
import org.stampedemq.stomp.frame.HeaderSet;
import org.stampedemq.stomp.frame.ProtocolException;
import org.stampedemq.stomp.frame.StompVersion;

/** Decodes octets that come in pieces, and tells all there is to see of every frame as text. */
final class Decoding {
    static final FrameLimits LIMITS = new FrameLimits(16 << 20, Integer.MAX_VALUE, 8 << 10, 128, 64 << 10);
    private static final HeaderSet DROPPED = HeaderSet.of(HeaderName.DESTINATION, HeaderName.RECEIPT);

    private final FrameDecoder decoder;
    private byte[] held = {};
    final List<String> frames = new ArrayList<>();

    @Nullable
    ProtocolException fault;

    /** No version: a client that has not sent its CONNECT yet. */
    Decoding(@Nullable StompVersion version, FrameLimits limits) {
        decoder = new FrameDecoder(Side.SERVER, limits);
        if (version != null) {
            decoder.negotiated(version, limits);
        }
    }

    Decoding(@Nullable StompVersion version) {
        this(version, LIMITS);
    }

    static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static Decoding whole(@Nullable StompVersion version, byte[] input) {
        return new Decoding(version).add(input);
    }

    static Decoding whole(@Nullable StompVersion version, String input) {
        return whole(version, octets(input));
    }

    static Decoding piecewise(@Nullable StompVersion version, byte[] input, int piece) {
        Decoding decoding = new Decoding(version);
        for (int at = 0; at < input.length; at += piece) {
            decoding.add(Arrays.copyOfRange(input, at, Math.min(input.length, at + piece)));
        }
        return decoding;
    }

    /** The next octets from the network, at some offset of an array, as they lie in a receive buffer. */
    Decoding add(byte[] more) {
        if (fault != null) {
            return this;
        }
        int offset = 3 + frames.size() % 5;
        byte[] window = new byte[offset + held.length + more.length + 7];
        Arrays.fill(window, (byte) 'x');
        System.arraycopy(held, 0, window, offset, held.length);
        System.arraycopy(more, 0, window, offset + held.length, more.length);
        int end = offset + held.length + more.length;
        decoder.window(window, offset, end);
        try {
            while (decoder.next()) {
                frames.add(told(decoder.frame()));
            }
        } catch (ProtocolException e) {
            fault = e;
        }
        held = Arrays.copyOfRange(window, decoder.unread(), end);
        return this;
    }

    Decoding add(String more) {
        return add(octets(more));
    }

    byte @Nullable [] receiptSeen() {
        return decoder.receiptSeen();
    }

    String fault() {
        if (fault == null) {
            throw new AssertionError("no fault was found; frames: " + frames);
        }
        return fault.getMessage();
    }

    /** The only frame. */
    String frame() {
        if (fault != null || frames.size() != 1) {
            throw new AssertionError("not one frame but " + frames + ", fault " + fault);
        }
        return frames.get(0);
    }

    /** {@code COMMAND|name=value|…|body|tail}, everything that is not printable ASCII as Java has it. */
    private static String told(FrameView frame) {
        StringBuilder text = new StringBuilder(frame.command().name());
        frame.forEachHeader(
                (name, value) -> text.append('|').append(name).append('=').append(value));
        byte[] body = new byte[frame.bodyLength()];
        frame.body().get(body);
        text.append("|").append(new String(body, StandardCharsets.ISO_8859_1));
        return printable(text.append('|').append(tail(frame)).toString());
    }

    private static String tail(FrameView frame) {
        ByteBuffer tail = ByteBuffer.allocate(frame.tailLength(DROPPED));
        int headers = frame.writeTail(DROPPED, tail);
        if (tail.hasRemaining() || headers != tail.position() - frame.bodyLength() - 1) {
            throw new AssertionError("the tail's lengths are wrong");
        }
        boolean backslash = false;
        for (int i = 0; i < headers; i++) {
            backslash |= tail.get(i) == '\\';
        }
        if (backslash && !frame.tailHoldsBackslash(DROPPED)) {
            throw new AssertionError("the tail holds a backslash and does not say so");
        }
        return new String(tail.array(), StandardCharsets.UTF_8);
    }

    private static String printable(String text) {
        return text.replace("\\", "\\\\")
                .replace("\n", "\\n")
                .replace("\r", "\\r")
                .replace("\0", "\\0");
    }
}
