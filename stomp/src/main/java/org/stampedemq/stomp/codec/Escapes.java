package org.stampedemq.stomp.codec;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.stampedemq.stomp.frame.ProtocolException;
import org.stampedemq.stomp.frame.StompVersion;

/**
 * Header escapes, as versions have them: none in 1.0; {@code \n \c \\} in 1.1; {@code \r} too in 1.2. Inside, and in
 * tails, the form of 1.2 is the canonical one.
 */
final class Escapes {
    private Escapes() {}

    /** Refuses an escape that the version does not define, and a backslash at the end of name or value. */
    static void check(byte[] octets, int from, int to, StompVersion version) throws ProtocolException {
        int i = from;
        while (i < to) {
            if (octets[i] != '\\') {
                i++;
                continue;
            }
            if (i + 1 == to) {
                throw new ProtocolException("a header ends in a backslash; write \\\\ for a backslash itself");
            }
            if (!isDefined(octets[i + 1], version)) {
                throw new ProtocolException("undefined escape " + Octets.shown(octets, i, i + 2)
                        + " in a header; STOMP " + version.text() + " knows \\n, \\c, \\\\"
                        + (version.escapesCarriageReturn() ? " and \\r" : ""));
            }
            i += 2;
        }
    }

    private static boolean isDefined(byte escaped, StompVersion version) {
        return escaped == 'n'
                || escaped == 'c'
                || escaped == '\\'
                || (escaped == 'r' && version.escapesCarriageReturn());
    }

    /** The text behind escapes that {@link #check} has passed. */
    static String unescaped(byte[] octets, int from, int to) {
        byte[] plain = new byte[to - from];
        int length = 0;
        for (int i = from; i < to; i++) {
            byte octet = octets[i];
            if (octet == '\\' && i + 1 < to) {
                i++;
                octet = plain(octets[i]);
            }
            plain[length++] = octet;
        }
        return new String(plain, 0, length, StandardCharsets.UTF_8);
    }

    /** The octet that a backslash and this one stand for. */
    static byte plain(byte escaped) {
        return switch (escaped) {
            case 'n' -> (byte) '\n';
            case 'r' -> (byte) '\r';
            case 'c' -> (byte) ':';
            default -> escaped;
        };
    }

    /** Octets of the canonical form. {@code escaped}: a backslash begins an escape already, rather than standing for itself. */
    static int canonicalLength(byte[] octets, int from, int to, boolean escaped) {
        int length = to - from;
        for (int i = from; i < to; i++) {
            byte octet = octets[i];
            if (octet == ':' || octet == '\r' || (octet == '\\' && !escaped)) {
                length++;
            }
        }
        return length;
    }

    static void putCanonical(byte[] octets, int from, int to, boolean escaped, ByteBuffer target) {
        for (int i = from; i < to; i++) {
            byte octet = octets[i];
            if (octet == ':') {
                target.put((byte) '\\').put((byte) 'c');
            } else if (octet == '\r') {
                target.put((byte) '\\').put((byte) 'r');
            } else if (octet == '\\' && !escaped) {
                target.put((byte) '\\').put((byte) '\\');
            } else {
                target.put(octet);
            }
        }
    }
}
