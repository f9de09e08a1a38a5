package org.stampedemq.stomp.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Questions to a stretch of octets. */
final class Octets {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final int SHOWN_AT_MOST = 40;

    private Octets() {}

    /** Where the first NUL is, or {@code to} if there is none; eight octets at a step. */
    static int indexOfNul(byte[] octets, int from, int to) {
        int i = from;
        for (; i <= to - Long.BYTES; i += Long.BYTES) {
            long word = (long) LONGS.get(octets, i);
            long zeros = (word - ONES) & ~word & HIGHS;
            if (zeros != 0) {
                return i + (Long.numberOfTrailingZeros(zeros) >>> 3);
            }
        }
        while (i < to && octets[i] != 0) {
            i++;
        }
        return i;
    }

    /** Whether the octets are UTF-8 as RFC 3629 has it: no overlong forms, no surrogates, nothing beyond U+10FFFF. */
    static boolean isUtf8(byte[] octets, int from, int to) {
        int i = from;
        while (i < to) {
            int first = octets[i] & 0xFF;
            if (first < 0x80) {
                i++;
                continue;
            }
            int more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : 1;
            if (first < 0xC2 || first > 0xF4 || i + more >= to) {
                return false;
            }
            int second = octets[i + 1] & 0xFF;
            int least = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
            int most = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
            if (second < least || second > most) {
                return false;
            }
            for (int k = 2; k <= more; k++) {
                if ((octets[i + k] & 0xC0) != 0x80) {
                    return false;
                }
            }
            i += more + 1;
        }
        return true;
    }

    /** The octets in quotation marks for a message: shortened, anything that is not printable ASCII as a question mark. */
    static String shown(byte[] octets, int from, int to) {
        int end = Math.min(to, from + SHOWN_AT_MOST);
        StringBuilder text = new StringBuilder(end - from + 5).append('"');
        for (int i = from; i < end; i++) {
            byte octet = octets[i];
            text.append(octet >= ' ' && octet < 0x7F && octet != '"' ? (char) octet : '?');
        }
        return text.append(end < to ? "…\"" : "\"").toString();
    }

    static String text(byte[] octets, int from, int to) {
        return new String(octets, from, to - from, StandardCharsets.UTF_8);
    }
}
