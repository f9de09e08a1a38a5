package org.stampedemq.stomp.codec;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.stampedemq.stomp.frame.HeaderName;
import org.stampedemq.stomp.frame.HeaderSet;
import org.stampedemq.stomp.frame.ProtocolException;
import org.stampedemq.stomp.frame.StompVersion;

/**
 * Whatever the octets are, the decoder answers with frames or a {@link ProtocolException}; torn it answers the same as
 * whole; and the tail of every frame, made ready for any version, is read there as the same headers and the same body.
 *
 * <p>The first octet chooses the version, the second how the stream is torn. In normal test runs the inputs under
 * src/test/resources are tried; with {@code JAZZER_FUZZ=1} new ones are looked for.
 */
@SuppressWarnings({"EnumOrdinal", "ByteBufferBackingArray"}) // a choice by number; buffers made here
class AnyOctetsDecodeTheSameInPiecesFuzzTest {
    private static final FrameLimits LIMITS = new FrameLimits(200, 400, 60, 8, 250);
    private static final HeaderSet DROPPED = HeaderSet.of(HeaderName.DESTINATION, HeaderName.RECEIPT);

    private record Header(String name, String value) {}

    /** What there is to see of a frame. */
    private record Seen(String command, List<Header> headers, ByteBuffer body, ByteBuffer tail, int headerOctets) {}

    /** Frames, and whether it ended in a fault. */
    private record Outcome(List<Seen> frames, boolean fault) {}

    @Timeout(value = 10, unit = TimeUnit.MINUTES) // while it looks for new inputs
    @FuzzTest(maxDuration = "3m")
    void fuzz(byte[] data) throws ProtocolException {
        if (data.length < 2) {
            return;
        }
        int choice = (data[0] & 0xFF) % 4;
        StompVersion version = choice == 3 ? null : StompVersion.values()[choice];
        byte[] input = Arrays.copyOfRange(data, 2, data.length);
        Outcome whole = decode(version, List.of(input));
        Outcome torn = decode(version, torn(input, data[1]));
        check(whole.equals(torn), "torn and whole differ");
        for (Seen frame : whole.frames) {
            for (StompVersion receiver : StompVersion.values()) {
                checkTail(frame, receiver);
            }
        }
    }

    private static List<byte[]> torn(byte[] input, byte how) {
        Random random = new Random(how);
        int longest = 1 + (how & 15);
        List<byte[]> pieces = new ArrayList<>();
        int at = 0;
        while (at < input.length) {
            int to = Math.min(input.length, at + 1 + random.nextInt(longest));
            pieces.add(Arrays.copyOfRange(input, at, to));
            at = to;
        }
        return pieces;
    }

    /** Without a version the stream begins before login, and 1.2 is settled by the first frame. */
    private static Outcome decode(@Nullable StompVersion version, List<byte[]> pieces) {
        FrameDecoder decoder = new FrameDecoder(Side.SERVER, LIMITS);
        if (version != null) {
            decoder.negotiated(version, LIMITS);
        }
        List<Seen> frames = new ArrayList<>();
        byte[] held = {};
        try {
            for (byte[] piece : pieces) {
                byte[] window = Arrays.copyOf(held, held.length + piece.length);
                System.arraycopy(piece, 0, window, held.length, piece.length);
                decoder.window(window, 0, window.length);
                while (decoder.next()) {
                    frames.add(seen(decoder.frame()));
                    if (version == null && frames.size() == 1) {
                        decoder.negotiated(StompVersion.V1_2, LIMITS);
                    }
                }
                held = Arrays.copyOfRange(window, decoder.unread(), window.length);
            }
        } catch (ProtocolException e) {
            check(!e.getMessage().isEmpty(), "a fault without a word");
            return new Outcome(frames, true);
        }
        return new Outcome(frames, false);
    }

    private static Seen seen(FrameView frame) {
        List<Header> headers = new ArrayList<>();
        frame.forEachHeader((name, value) -> headers.add(new Header(name, value)));
        for (HeaderName name : HeaderName.values()) {
            String first = headers.stream()
                    .filter(header -> header.name.equals(name.text()))
                    .map(Header::value)
                    .findFirst()
                    .orElse(null);
            check(Objects.equals(first, frame.value(name)), "the first header does not win");
            check(frame.has(name) == (frame.rawValue(name) != null), "there and not there");
        }
        ByteBuffer tail = ByteBuffer.allocate(frame.tailLength(DROPPED));
        int headerOctets = frame.writeTail(DROPPED, tail);
        check(!tail.hasRemaining(), "the tail is shorter than said");
        boolean backslash = new String(tail.array(), 0, headerOctets, StandardCharsets.ISO_8859_1).contains("\\");
        check(frame.tailHoldsBackslash(DROPPED) || !backslash, "the tail holds a backslash unsaid");
        return new Seen(frame.command().name(), List.copyOf(headers), frame.body(), tail.flip(), headerOctets);
    }

    private static void checkTail(Seen frame, StompVersion receiver) throws ProtocolException {
        FrameBuilder out = new FrameBuilder().put("SEND\n");
        if (receiver == StompVersion.V1_2) {
            out.put(Arrays.copyOf(frame.tail.array(), frame.headerOctets));
        } else {
            HeaderWriter.putTailHeaders(out, receiver, frame.tail, frame.headerOctets);
        }
        out.put(Arrays.copyOfRange(frame.tail.array(), frame.headerOctets, frame.tail.limit()));
        FrameLimits wide = FrameLimits.whole(1 << 16, 1000);
        FrameDecoder decoder = new FrameDecoder(Side.SERVER, wide);
        decoder.negotiated(receiver, wide);
        decoder.window(out.octets(), 0, out.length());
        check(decoder.next(), "the tail is no whole frame");
        FrameView again = decoder.frame();
        check(decoder.unread() == out.length(), "the tail ends early");
        check(again.body().equals(frame.body), "the body changed");
        check(again.number(HeaderName.CONTENT_LENGTH, -1, 1000) == frame.body.remaining(), "a wrong content-length");
        List<Header> expected = frame.headers.stream()
                .filter(header -> !header.name.equals("destination")
                        && !header.name.equals("receipt")
                        && !header.name.equals("content-length"))
                .toList();
        List<Header> headers = new ArrayList<>();
        again.forEachHeader((name, value) -> headers.add(new Header(name, value)));
        headers.remove(headers.size() - 1);
        check(headers.size() == expected.size(), "there are more or fewer headers than were sent");
        if (receiver == StompVersion.V1_2) {
            check(headers.equals(expected), "the headers changed");
        }
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
