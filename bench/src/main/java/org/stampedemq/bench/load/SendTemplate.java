package org.stampedemq.bench.load;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A SEND frame, built once and patched for each message: receipt number and stamp change, and the body's noise is taken from
 * another place of a pool. One a producer, on its loop.
 */
final class SendTemplate {
    /** A receipt is this many decimal digits, leading zeros included, so that patching moves nothing. */
    static final int RECEIPT_DIGITS = 12;

    /** More than the window in which common compressors find repeats. */
    private static final int NOISE_BYTES = 1 << 20;

    private static final String RECEIPT = "receipt:";

    private final long run;
    private final int producer;
    private final int noiseBytes;
    private final boolean withReceipt;
    /** The frame up to and including the stamp. */
    private final byte[] head;

    private final int stampAt;
    private final byte[] noise;
    private int noiseAt;

    SendTemplate(
            String destination, List<String> headers, int messageBytes, boolean withReceipt, long run, int producer) {
        this.run = run;
        this.producer = producer;
        this.withReceipt = withReceipt;
        this.noiseBytes = messageBytes - Stamp.BYTES;
        StringBuilder text =
                new StringBuilder("SEND\ndestination:").append(destination).append('\n');
        headers.forEach(line -> text.append(line).append('\n'));
        text.append("content-length:").append(messageBytes).append('\n');
        if (withReceipt) {
            text.append(RECEIPT).append("0".repeat(RECEIPT_DIGITS)).append('\n');
        }
        byte[] header = text.append('\n').toString().getBytes(StandardCharsets.UTF_8);
        this.stampAt = header.length;
        this.head = new byte[header.length + Stamp.BYTES];
        System.arraycopy(header, 0, head, 0, header.length);
        this.noise = new byte[Math.max(NOISE_BYTES, noiseBytes)];
        new SplittableRandom(run + producer).nextBytes(noise);
    }

    int frameBytes() {
        return head.length + noiseBytes + 1;
    }

    /** Writes {@link #frameBytes} octets; the sequence number is the receipt as well. */
    void write(ByteBuf target, long sequence, long timeNanos) {
        if (withReceipt) {
            patchReceipt(sequence);
        }
        Stamp.write(head, stampAt, run, producer, sequence, timeNanos);
        target.writeBytes(head);
        if (noiseAt + noiseBytes > noise.length) {
            noiseAt = 0;
        }
        target.writeBytes(noise, noiseAt, noiseBytes);
        noiseAt += noiseBytes;
        target.writeByte(0);
    }

    private void patchReceipt(long sequence) {
        // the header block ends in "digits \n \n"
        int at = stampAt - 3;
        long rest = sequence;
        for (int digit = 0; digit < RECEIPT_DIGITS; digit++) {
            head[at--] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }
}
