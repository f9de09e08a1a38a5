package org.stampedemq.stomp.codec;

import io.netty.handler.codec.stomp.StompCommand;
import io.netty.handler.codec.stomp.StompFrame;
import java.nio.ByteBuffer;
import java.util.Map;
import org.stampedemq.stomp.frame.StompVersion;

/**
 * Headers for a receiver of a given version. What the version cannot express never arrives as a line feed, a carriage
 * return or a new header: in a value it becomes a space, in a name an underscore.
 */
public final class HeaderWriter {
    private static final String CONTENT_LENGTH = "content-length";

    private HeaderWriter() {}

    /** Puts {@code name:value} and the line feed, escaped as the version has it. */
    public static void put(FrameBuilder out, StompVersion version, String name, String value) {
        put(out, version, version.escapesHeaders(), name, value);
    }

    private static void put(FrameBuilder out, StompVersion version, boolean escapes, String name, String value) {
        out.put(escaped(name, version, escapes, '_')).put((byte) ':');
        out.put(escaped(value, version, escapes, ' ')).put((byte) '\n');
    }

    private static String escaped(String text, StompVersion version, boolean escapes, char substitute) {
        boolean isName = substitute == '_';
        StringBuilder out = new StringBuilder(text.length() + 8);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\n' -> out.append(escapes ? "\\n" : String.valueOf(substitute));
                case '\r' ->
                    out.append(escapes && version.escapesCarriageReturn() ? "\\r" : String.valueOf(substitute));
                case ':' -> out.append(escapes ? "\\c" : isName ? "_" : ":");
                case '\\' -> out.append(escapes ? "\\\\" : "\\");
                case 0 -> out.append(substitute);
                default -> out.append(c);
            }
        }
        return out.toString();
    }

    /**
     * Puts a whole frame, with content-length if it has a body and none is given. CONNECT and CONNECTED are never escaped.
     * The frame is not released.
     */
    public static void put(FrameBuilder out, StompVersion version, StompFrame frame) {
        boolean neverEscaped = frame.command() == StompCommand.CONNECTED
                || frame.command() == StompCommand.CONNECT
                || frame.command() == StompCommand.STOMP;
        boolean escapes = !neverEscaped && version.escapesHeaders();
        out.put(frame.command().name()).put((byte) '\n');
        boolean counted = false;
        for (Map.Entry<CharSequence, CharSequence> header : frame.headers()) {
            String name = header.getKey().toString();
            counted |= name.equals(CONTENT_LENGTH);
            put(out, version, escapes, name, header.getValue().toString());
        }
        int bodyLength = frame.content().readableBytes();
        if (bodyLength > 0 && !counted) {
            out.put(CONTENT_LENGTH).put((byte) ':').decimal(bodyLength).put((byte) '\n');
        }
        byte[] body = new byte[bodyLength];
        frame.content().getBytes(frame.content().readerIndex(), body);
        out.put((byte) '\n').put(body).put((byte) 0);
    }

    /**
     * Puts the headers of a tail, which are in the canonical escapes of 1.2, as an older version can read them.
     *
     * @param tail read from its position on, which stays
     * @param headerOctets with the empty line
     */
    public static void putTailHeaders(FrameBuilder out, StompVersion version, ByteBuffer tail, int headerOctets) {
        boolean inName = true;
        int from = tail.position();
        int to = from + headerOctets;
        for (int i = from; i < to; i++) {
            byte octet = tail.get(i);
            if (octet == '\\' && i + 1 < to) {
                i++;
                putEscaped(out, version, tail.get(i), inName);
                continue;
            }
            inName = octet == '\n' || (inName && octet != ':');
            out.put(octet);
        }
    }

    private static void putEscaped(FrameBuilder out, StompVersion version, byte escaped, boolean inName) {
        boolean sayable = version.escapesHeaders()
                ? escaped != 'r' || version.escapesCarriageReturn()
                : escaped == '\\' || (escaped == 'c' && !inName);
        if (!sayable) {
            out.put((byte) (inName ? '_' : ' '));
        } else if (version.escapesHeaders()) {
            out.put((byte) '\\').put(escaped);
        } else {
            out.put(Escapes.plain(escaped));
        }
    }
}
