package org.stampedemq.stomp.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.stampedemq.stomp.frame.HeaderName;

/** The broker's own headers found by their octets: one look by first octet and length, then one comparison. */
@SuppressWarnings("EnumOrdinal") // positions in arrays that live as long as the process
final class KnownHeaders {
    static final int NONE = -1;

    private static final int LONGEST = 31;
    private static final HeaderName[] NAMES = HeaderName.values();
    private static final byte[][] OCTETS = new byte[NAMES.length][];
    /** First candidate for a first octet and a length, counted from 1; 0 for none. */
    private static final byte[] FIRST = new byte[128 * (LONGEST + 1)];
    /** The next candidate of the same first octet and length, counted from 1; 0 for none. */
    private static final byte[] NEXT = new byte[NAMES.length];

    static {
        for (int i = 0; i < NAMES.length; i++) {
            byte[] octets = NAMES[i].text().getBytes(StandardCharsets.US_ASCII);
            OCTETS[i] = octets;
            int key = key(octets[0], octets.length);
            NEXT[i] = FIRST[key];
            FIRST[key] = (byte) (i + 1);
        }
    }

    private KnownHeaders() {}

    /** The ordinal of the {@link HeaderName} in these octets, or {@link #NONE}. */
    static int find(byte[] octets, int from, int to) {
        int length = to - from;
        if (length > LONGEST || octets[from] < 0) {
            return NONE;
        }
        int candidate = FIRST[key(octets[from], length)] - 1;
        while (candidate >= 0 && !Arrays.equals(octets, from, to, OCTETS[candidate], 0, length)) {
            candidate = NEXT[candidate] - 1;
        }
        return candidate;
    }

    static HeaderName name(int ordinal) {
        return NAMES[ordinal];
    }

    static int count() {
        return NAMES.length;
    }

    private static int key(byte first, int length) {
        return first * (LONGEST + 1) + length;
    }
}
