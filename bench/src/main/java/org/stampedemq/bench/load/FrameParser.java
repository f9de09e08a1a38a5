package org.stampedemq.bench.load;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * Reads the frames of a broker, torn anywhere. It looks at the command's first letter and at the headers content-length, ack,
 * receipt-id and message, and at nothing else: a load program trusts its broker's syntax, or it would measure itself.
 *
 * <p>Octets are copied into one array that grows to the largest frame, at most {@link #MAX_FRAME_BYTES}; an idle connection
 * holds next to nothing. What is torn among its headers is scanned again when more comes; what is torn in its body waits, unscanned,
 * until it is whole.
 */
final class FrameParser {
    static final int MAX_FRAME_BYTES = 64 << 20;

    private static final byte[] CONTENT_LENGTH = ascii("content-length:");
    private static final byte[] ACK = ascii("ack:");
    private static final byte[] RECEIPT_ID = ascii("receipt-id:");
    private static final byte[] MESSAGE = ascii("message:");

    private final FrameSink sink;
    private byte[] bytes = {};
    private int start;
    private int end;
    /** Octets that the frame at {@link #start} is known to need; 0 if not known. */
    private int needed;

    // what the present frame's headers say
    private int contentLength;
    private int ackAt;
    private int ackBytes;
    private long receipt;
    private String message = "";

    FrameParser(FrameSink sink) {
        this.sink = sink;
    }

    /**
     * Takes all readable octets and hands on every frame that is whole now.
     *
     * @throws LoadFailedException if a frame is larger than {@link #MAX_FRAME_BYTES}
     */
    void feed(ByteBuf in) {
        int incoming = in.readableBytes();
        makeRoom(incoming);
        in.readBytes(bytes, end, incoming);
        end += incoming;
        while (start < end) {
            if (bytes[start] == '\n' || bytes[start] == '\r') {
                start++;
            } else if (!takeFrame()) {
                return;
            }
        }
        start = 0;
        end = 0;
    }

    private void makeRoom(int incoming) {
        if (bytes.length - end >= incoming) {
            return;
        }
        int kept = end - start;
        int least = Math.max(kept + incoming, needed);
        byte[] target = bytes;
        if (least > bytes.length) {
            if (least > MAX_FRAME_BYTES + (1 << 20)) {
                throw new LoadFailedException("a frame of the broker is larger than " + MAX_FRAME_BYTES + " bytes");
            }
            // twice what is needed, so that a torn frame is moved to the front once in a while only
            target = new byte[Math.max(1024, 2 * least)];
        }
        System.arraycopy(bytes, start, target, 0, kept);
        bytes = target;
        start = 0;
        end = kept;
    }

    private boolean takeFrame() {
        if (end - start < needed) {
            return false;
        }
        int bodyAt = readHeaders();
        if (bodyAt < 0) {
            return false;
        }
        int bodyEnd;
        if (contentLength >= 0) {
            bodyEnd = bodyAt + contentLength;
            if (bodyEnd >= end) {
                needed = bodyEnd + 1 - start;
                return false;
            }
        } else {
            bodyEnd = indexOf((byte) 0, bodyAt);
            if (bodyEnd < 0) {
                return false;
            }
        }
        byte command = bytes[start];
        byte second = bytes[start + 1];
        needed = 0;
        start = bodyEnd + 1;
        dispatch(command, second, bodyAt, bodyEnd - bodyAt);
        return true;
    }

    private void dispatch(byte command, byte second, int bodyAt, int bodyBytes) {
        switch (command) {
            case 'M' -> sink.message(bytes, ackAt, ackBytes, bodyAt, bodyBytes);
            case 'R' -> sink.receipt(receipt);
            case 'C' -> sink.connected();
            case 'E' -> sink.error(describeError(bodyAt, bodyBytes));
            default ->
                throw new LoadFailedException(
                        "the broker sent a frame that starts with " + (char) command + (char) second);
        }
    }

    private String describeError(int bodyAt, int bodyBytes) {
        String body = new String(bytes, bodyAt, Math.min(bodyBytes, 500), StandardCharsets.UTF_8);
        return (message + " " + body).strip();
    }

    /** Where the body starts, or -1 if the headers are not complete. */
    private int readHeaders() {
        contentLength = -1;
        ackBytes = 0;
        receipt = -1;
        message = "";
        int line = indexOf((byte) '\n', start);
        while (line >= 0) {
            int from = line + 1;
            int next = indexOf((byte) '\n', from);
            if (next < 0) {
                return -1;
            }
            int to = next > from && bytes[next - 1] == '\r' ? next - 1 : next;
            if (to == from) {
                return next + 1;
            }
            header(from, to);
            line = next;
        }
        return -1;
    }

    private void header(int from, int to) {
        switch (bytes[from]) {
            case 'a' -> {
                if (starts(from, to, ACK)) {
                    ackAt = from + ACK.length;
                    ackBytes = to - ackAt;
                }
            }
            case 'c' -> {
                if (contentLength < 0 && starts(from, to, CONTENT_LENGTH)) {
                    contentLength = (int) Math.min(number(from + CONTENT_LENGTH.length, to), MAX_FRAME_BYTES);
                }
            }
            case 'r' -> {
                if (starts(from, to, RECEIPT_ID)) {
                    receipt = number(from + RECEIPT_ID.length, to);
                }
            }
            case 'm' -> {
                // of ERROR only: elsewhere it would cost a string a frame
                if (bytes[start] == 'E' && starts(from, to, MESSAGE)) {
                    int at = from + MESSAGE.length;
                    message = new String(bytes, at, to - at, StandardCharsets.UTF_8);
                }
            }
            default -> {}
        }
    }

    private long number(int from, int to) {
        long value = from < to ? 0 : -1;
        for (int i = from; i < to; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9 || value > Long.MAX_VALUE / 100) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }

    private boolean starts(int from, int to, byte[] text) {
        if (to - from < text.length) {
            return false;
        }
        for (int i = 0; i < text.length; i++) {
            if (bytes[from + i] != text[i]) {
                return false;
            }
        }
        return true;
    }

    private int indexOf(byte wanted, int from) {
        byte[] array = bytes;
        for (int i = from, to = end; i < to; i++) {
            if (array[i] == wanted) {
                return i;
            }
        }
        return -1;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
