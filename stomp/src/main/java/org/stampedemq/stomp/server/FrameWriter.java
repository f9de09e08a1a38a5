package org.stampedemq.stomp.server;

import io.netty.handler.codec.stomp.StompFrame;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.stampedemq.stomp.codec.FrameBuilder;
import org.stampedemq.stomp.codec.HeaderWriter;
import org.stampedemq.stomp.frame.StompVersion;

/**
 * Frames to octets. The head of a frame is made in the loop's builder and goes into the output in one piece; a tail follows
 * as it is, unless the receiver's version is too old for an escape in it. Owned by the loop.
 */
final class FrameWriter {
    private static final byte[] MESSAGE = octets("MESSAGE\n");
    private static final byte[] SUBSCRIPTION = octets("subscription:");
    private static final byte[] MESSAGE_ID = octets("message-id:");
    private static final byte[] DESTINATION = octets("\ndestination:");
    private static final byte[] ACK = octets("\nack:");
    private static final byte[] REDELIVERED = octets("\nredelivered:true");
    private static final byte[] DELIVERY_COUNT = octets("\ndelivery-count:");
    private static final byte[] TIMESTAMP = octets("\ntimestamp:");
    private static final byte[] RECEIPT = octets("RECEIPT\nreceipt-id:");
    private static final byte[] DUPLICATE = octets("\nduplicate:true");
    private static final byte[] END_OF_HEADERS = octets("\n\n");
    private static final byte[] END_OF_EMPTY_FRAME = {'\n', '\n', 0};
    private static final byte[] LINE_FEED = {'\n'};
    private static final int LONGEST_ERROR_CHARS = 1024;

    private final Output output;
    private final NettyLoop loop;

    FrameWriter(Output output, NettyLoop loop) {
        this.output = output;
        this.loop = loop;
    }

    void message(
            StompVersion version, MessagePrefix prefix, ByteBuffer tail, int headerOctets, boolean holdsBackslash) {
        FrameBuilder head = loop.builder().put(MESSAGE);
        byte[] subscription = prefix.subscription;
        if (subscription != null) {
            head.put(SUBSCRIPTION).put(subscription).put((byte) '\n');
        }
        head.put(MESSAGE_ID).put(prefix.messageIdPrefix).decimal(prefix.sequence);
        head.put(DESTINATION).put(prefix.destination);
        if (prefix.ack != 0 && version.acknowledgesById()) {
            head.put(ACK).decimal(prefix.ack);
        }
        if (prefix.redelivered) {
            head.put(REDELIVERED);
        }
        if (prefix.redelivered || prefix.deliveryCount > 1) {
            head.put(DELIVERY_COUNT).decimal(prefix.deliveryCount);
        }
        head.put(TIMESTAMP).decimal(prefix.timestampMillis).put((byte) '\n');
        int from = tail.position();
        if (holdsBackslash && !version.escapesCarriageReturn()) {
            HeaderWriter.putTailHeaders(head, version, tail, headerOctets);
            from += headerOctets;
        }
        output.append(head.octets(), 0, head.length());
        output.append(tail, from, tail.limit());
    }

    void receipt(byte[] rawReceiptId, boolean duplicate) {
        FrameBuilder frame = loop.builder().put(RECEIPT).put(rawReceiptId);
        if (duplicate) {
            frame.put(DUPLICATE);
        }
        append(frame.put(END_OF_EMPTY_FRAME));
    }

    void frame(StompVersion version, StompFrame frame) {
        FrameBuilder octets = loop.builder();
        HeaderWriter.put(octets, version, frame);
        append(octets);
    }

    void error(StompVersion version, String message, String detail, byte @Nullable [] rawReceiptId) {
        FrameBuilder frame = loop.builder().put("ERROR\n");
        HeaderWriter.put(frame, version, "message", oneLine(message));
        if (rawReceiptId != null) {
            frame.put("receipt-id:").put(rawReceiptId).put((byte) '\n');
        }
        byte[] body = detail.replace('\0', ' ').getBytes(StandardCharsets.UTF_8);
        if (body.length > 0) {
            frame.put("content-type:text/plain\n");
        }
        frame.put("content-length:").decimal(body.length).put(END_OF_HEADERS).put(body);
        append(frame.put((byte) 0));
    }

    /** A heart-beat. */
    void lineFeed() {
        output.append(LINE_FEED, 0, 1);
    }

    private void append(FrameBuilder frame) {
        output.append(frame.octets(), 0, frame.length());
    }

    /** Without control characters, and no longer than a line that every client takes. */
    private static String oneLine(String message) {
        StringBuilder line = new StringBuilder(Math.min(message.length(), LONGEST_ERROR_CHARS));
        for (int i = 0; i < message.length() && i < LONGEST_ERROR_CHARS; i++) {
            char c = message.charAt(i);
            line.append(Character.isISOControl(c) ? ' ' : c);
        }
        return line.toString();
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
