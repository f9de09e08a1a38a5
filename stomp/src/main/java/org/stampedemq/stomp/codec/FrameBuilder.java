package org.stampedemq.stomp.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Octets put one behind the other, reused from frame to frame, so that a frame's head costs no allocation. */
public final class FrameBuilder {
    private static final int FIRST_ROOM = 1024;
    private static final int LONGEST_DECIMAL = 20;
    /** Larger than this is not kept for the next frame. */
    private static final int KEPT_AT_MOST = 128 << 10;

    private byte[] octets = new byte[FIRST_ROOM];
    private int length;

    /** The octets so far; valid until the next call that puts something. */
    public byte[] octets() {
        return octets;
    }

    public int length() {
        return length;
    }

    public FrameBuilder reset() {
        length = 0;
        if (octets.length > KEPT_AT_MOST) {
            octets = new byte[FIRST_ROOM];
        }
        return this;
    }

    public FrameBuilder put(byte octet) {
        room(1);
        octets[length++] = octet;
        return this;
    }

    public FrameBuilder put(byte[] more) {
        room(more.length);
        System.arraycopy(more, 0, octets, length, more.length);
        length += more.length;
        return this;
    }

    /** As UTF-8. */
    public FrameBuilder put(String text) {
        return put(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The number, 0 or more, in decimal. */
    public FrameBuilder decimal(long number) {
        room(LONGEST_DECIMAL);
        int digits = 1;
        for (long rest = number; rest >= 10; rest /= 10) {
            digits++;
        }
        long rest = number;
        for (int i = length + digits - 1; i >= length; i--) {
            long tenth = rest / 10;
            octets[i] = (byte) ('0' + (int) (rest - tenth * 10));
            rest = tenth;
        }
        length += digits;
        return this;
    }

    private void room(int more) {
        if (octets.length - length < more) {
            octets = Arrays.copyOf(octets, Math.max(octets.length * 2, length + more));
        }
    }
}
