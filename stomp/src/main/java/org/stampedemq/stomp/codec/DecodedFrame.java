package org.stampedemq.stomp.codec;

import io.netty.handler.codec.stomp.StompCommand;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.stampedemq.stomp.frame.HeaderName;
import org.stampedemq.stomp.frame.HeaderSet;
import org.stampedemq.stomp.frame.ProtocolException;

/**
 * The one frame of a {@link FrameDecoder}, refilled again and again. It holds no octets of its own, just offsets from the
 * frame's first octet, so that the decoder may move a frame that is still incomplete.
 */
@SuppressWarnings("EnumOrdinal") // bits and array positions that live as long as the process
final class DecodedFrame implements FrameView {
    /** The value or name holds a backslash. */
    static final int BACKSLASH = 1;
    /** The value holds a colon that is not escaped. */
    static final int COLON = 2;
    /** There is a carriage return inside. */
    static final int CARRIAGE_RETURN = 4;
    /** There are octets beyond ASCII. */
    static final int HIGH = 8;

    private static final int FLAGS = 15;
    private static final int NAME_FROM = 0;
    private static final int NAME_TO = 1;
    private static final int VALUE_FROM = 2;
    private static final int VALUE_TO = 3;
    /** Flags, and from bit 4 the ordinal of a known header + 1. */
    private static final int INFO = 4;

    private static final int STRIDE = 5;
    private static final int FIRST_ROOM = 12;
    private static final byte[] CONTENT_LENGTH = {
        'c', 'o', 'n', 't', 'e', 'n', 't', '-', 'l', 'e', 'n', 'g', 't', 'h', ':'
    };
    private static final byte[] NO_OCTETS = {};

    private byte[] octets = NO_OCTETS;
    private int base;
    private StompCommand command = StompCommand.UNKNOWN;
    private boolean escaped;
    private int[] headers = new int[FIRST_ROOM * STRIDE];
    private int count;
    /** By ordinal: the place of the first header of that name. Says something only where {@link #present} has the bit. */
    private final int[] firstOf = new int[KnownHeaders.count()];

    private long present;
    private int bodyFrom;
    private int bodyLength;

    // ------------------------------------------------------------------ filled by the decoder

    void window(byte[] newOctets, int newBase) {
        this.octets = newOctets;
        this.base = newBase;
    }

    /** {@code isEscaped}: a backslash begins an escape in this frame. */
    void begin(StompCommand newCommand, boolean isEscaped) {
        this.command = newCommand;
        this.escaped = isEscaped;
        this.count = 0;
        this.present = 0;
        this.bodyFrom = 0;
        this.bodyLength = 0;
    }

    boolean isEscaped() {
        return escaped;
    }

    int headerCount() {
        return count;
    }

    /** Offsets from the frame's first octet. */
    void addHeader(int nameFrom, int nameTo, int valueFrom, int valueTo, int flags, int known) {
        int at = count * STRIDE;
        if (at == headers.length) {
            headers = Arrays.copyOf(headers, headers.length * 2);
        }
        headers[at + NAME_FROM] = nameFrom;
        headers[at + NAME_TO] = nameTo;
        headers[at + VALUE_FROM] = valueFrom;
        headers[at + VALUE_TO] = valueTo;
        headers[at + INFO] = flags | (known + 1) << 4;
        if (known != KnownHeaders.NONE && (present & 1L << known) == 0) {
            present |= 1L << known;
            firstOf[known] = at;
        }
        count++;
    }

    /** 1.0 had its values padded with spaces. */
    void trimValues() {
        for (int at = 0; at < count * STRIDE; at += STRIDE) {
            int from = headers[at + VALUE_FROM];
            int to = headers[at + VALUE_TO];
            while (from < to && octets[base + from] == ' ') {
                from++;
            }
            while (from < to && octets[base + to - 1] == ' ') {
                to--;
            }
            headers[at + VALUE_FROM] = from;
            headers[at + VALUE_TO] = to;
        }
    }

    void body(int from, int length) {
        this.bodyFrom = from;
        this.bodyLength = length;
    }

    /** The value of content-length as a number of up to ten digits; -1 if there is none such header. */
    long contentLength() throws ProtocolException {
        return number(HeaderName.CONTENT_LENGTH, -1, 9_999_999_999L);
    }

    // ------------------------------------------------------------------ read by the session

    @Override
    public StompCommand command() {
        return command;
    }

    @Override
    public boolean has(HeaderName name) {
        return (present & 1L << name.ordinal()) != 0;
    }

    @Override
    public @Nullable String value(HeaderName name) {
        return has(name) ? valueAt(firstOf[name.ordinal()]) : null;
    }

    @Override
    public byte @Nullable [] rawValue(HeaderName name) {
        if (!has(name)) {
            return null;
        }
        int at = firstOf[name.ordinal()];
        return Arrays.copyOfRange(octets, base + headers[at + VALUE_FROM], base + headers[at + VALUE_TO]);
    }

    @Override
    public boolean rawValueIs(HeaderName name, byte[] expected) {
        if (!has(name)) {
            return false;
        }
        int at = firstOf[name.ordinal()];
        return Arrays.equals(
                octets, base + headers[at + VALUE_FROM], base + headers[at + VALUE_TO], expected, 0, expected.length);
    }

    @Override
    public long number(HeaderName name, long absent, long max) throws ProtocolException {
        if (!has(name)) {
            return absent;
        }
        int at = firstOf[name.ordinal()];
        int from = base + headers[at + VALUE_FROM];
        int to = base + headers[at + VALUE_TO];
        long number = from == to ? -1 : 0;
        for (int i = from; i < to && number >= 0; i++) {
            int digit = octets[i] - '0';
            boolean fits = digit >= 0 && digit <= 9 && (number < max / 10 || (number == max / 10 && digit <= max % 10));
            number = fits ? number * 10 + digit : -1;
        }
        if (number < 0) {
            throw new ProtocolException(
                    name.text() + " must be a number from 0 to " + max + ", not " + Octets.shown(octets, from, to));
        }
        return number;
    }

    @Override
    public boolean flag(HeaderName name, boolean absent) throws ProtocolException {
        if (!has(name)) {
            return absent;
        }
        int at = firstOf[name.ordinal()];
        int from = base + headers[at + VALUE_FROM];
        int to = base + headers[at + VALUE_TO];
        if (isWord(from, to, "true")) {
            return true;
        }
        if (isWord(from, to, "false")) {
            return false;
        }
        throw new ProtocolException(name.text() + " must be true or false, not " + Octets.shown(octets, from, to));
    }

    private boolean isWord(int from, int to, String word) {
        boolean same = to - from == word.length();
        for (int i = 0; same && i < word.length(); i++) {
            same = (octets[from + i] | 0x20) == word.charAt(i);
        }
        return same;
    }

    @Override
    public void forEachHeader(BiConsumer<String, String> visitor) {
        for (int at = 0; at < count * STRIDE; at += STRIDE) {
            int from = base + headers[at + NAME_FROM];
            int to = base + headers[at + NAME_TO];
            boolean plain = !escaped || (headers[at + INFO] & BACKSLASH) == 0;
            visitor.accept(plain ? Octets.text(octets, from, to) : Escapes.unescaped(octets, from, to), valueAt(at));
        }
    }

    private String valueAt(int at) {
        int from = base + headers[at + VALUE_FROM];
        int to = base + headers[at + VALUE_TO];
        boolean plain = !escaped || (headers[at + INFO] & BACKSLASH) == 0;
        return plain ? Octets.text(octets, from, to) : Escapes.unescaped(octets, from, to);
    }

    @Override
    public int bodyLength() {
        return bodyLength;
    }

    @Override
    public ByteBuffer body() {
        int from = base + bodyFrom;
        return ByteBuffer.wrap(Arrays.copyOfRange(octets, from, from + bodyLength));
    }

    // ------------------------------------------------------------------ the tail

    @Override
    public int tailLength(HeaderSet dropped) {
        int length = CONTENT_LENGTH.length + digits(bodyLength) + 2 + bodyLength + 1;
        for (int at = 0; at < count * STRIDE; at += STRIDE) {
            if (goesOn(at, dropped)) {
                length += headerLength(at);
            }
        }
        return length;
    }

    @Override
    public int writeTail(HeaderSet dropped, ByteBuffer target) {
        int start = target.position();
        for (int at = 0; at < count * STRIDE; at += STRIDE) {
            if (goesOn(at, dropped)) {
                writeHeader(at, target);
            }
        }
        target.put(CONTENT_LENGTH);
        int divisor = 1;
        for (int i = digits(bodyLength); i > 1; i--) {
            divisor *= 10;
        }
        for (; divisor > 0; divisor /= 10) {
            target.put((byte) ('0' + bodyLength / divisor % 10));
        }
        target.put((byte) '\n').put((byte) '\n');
        int headerOctets = target.position() - start;
        target.put(octets, base + bodyFrom, bodyLength).put((byte) 0);
        return headerOctets;
    }

    @Override
    public boolean tailHoldsBackslash(HeaderSet dropped) {
        for (int at = 0; at < count * STRIDE; at += STRIDE) {
            if ((headers[at + INFO] & (BACKSLASH | COLON | CARRIAGE_RETURN)) != 0 && goesOn(at, dropped)) {
                return true;
            }
        }
        return false;
    }

    private boolean goesOn(int at, HeaderSet dropped) {
        int known = (headers[at + INFO] >> 4) - 1;
        if (known == KnownHeaders.NONE) {
            return true;
        }
        HeaderName name = KnownHeaders.name(known);
        return name != HeaderName.CONTENT_LENGTH && !dropped.contains(name);
    }

    /** Whether the octets on the wire are the canonical form as they are. */
    private boolean isCanonical(int at) {
        int flags = headers[at + INFO] & FLAGS;
        return (flags & (COLON | CARRIAGE_RETURN)) == 0 && (escaped || (flags & BACKSLASH) == 0);
    }

    private int headerLength(int at) {
        int nameFrom = base + headers[at + NAME_FROM];
        int nameTo = base + headers[at + NAME_TO];
        int valueFrom = base + headers[at + VALUE_FROM];
        int valueTo = base + headers[at + VALUE_TO];
        if (isCanonical(at)) {
            return nameTo - nameFrom + valueTo - valueFrom + 2;
        }
        return Escapes.canonicalLength(octets, nameFrom, nameTo, escaped)
                + Escapes.canonicalLength(octets, valueFrom, valueTo, escaped)
                + 2;
    }

    private void writeHeader(int at, ByteBuffer target) {
        int nameFrom = base + headers[at + NAME_FROM];
        int nameTo = base + headers[at + NAME_TO];
        int valueFrom = base + headers[at + VALUE_FROM];
        int valueTo = base + headers[at + VALUE_TO];
        if (isCanonical(at) && valueFrom == nameTo + 1) {
            target.put(octets, nameFrom, valueTo - nameFrom).put((byte) '\n');
        } else {
            Escapes.putCanonical(octets, nameFrom, nameTo, escaped, target);
            target.put((byte) ':');
            Escapes.putCanonical(octets, valueFrom, valueTo, escaped, target);
            target.put((byte) '\n');
        }
    }

    private static int digits(int number) {
        int digits = 1;
        for (int rest = number; rest >= 10; rest /= 10) {
            digits++;
        }
        return digits;
    }
}
