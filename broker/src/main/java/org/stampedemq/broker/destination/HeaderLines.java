package org.stampedemq.broker.destination;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Header lines in the canonical escaping of stored messages, that of STOMP 1.2. */
public final class HeaderLines {
    private HeaderLines() {}

    /** Appends {@code name:value} and a line feed, both escaped. */
    public static void add(StringBuilder target, String name, String value) {
        escape(target, name);
        target.append(':');
        escape(target, value);
        target.append('\n');
    }

    private static void escape(StringBuilder target, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\\' -> target.append("\\\\");
                case '\n' -> target.append("\\n");
                case '\r' -> target.append("\\r");
                case ':' -> target.append("\\c");
                default -> target.append(c);
            }
        }
    }

    /** Reads header lines in that escaping, as far as the empty line. */
    public static List<Map.Entry<String, String>> parse(ByteBuffer head) {
        List<Map.Entry<String, String>> headers = new ArrayList<>();
        String text = StandardCharsets.UTF_8.decode(head.duplicate()).toString();
        for (String line : text.split("\n", -1)) {
            int colon = line.indexOf(':');
            if (colon < 0) {
                break;
            }
            headers.add(Map.entry(unescape(line.substring(0, colon)), unescape(line.substring(colon + 1))));
        }
        return headers;
    }

    private static String unescape(String text) {
        if (text.indexOf('\\') < 0) {
            return text;
        }
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length()) {
                i++;
                plain.append(
                        switch (text.charAt(i)) {
                            case 'n' -> '\n';
                            case 'r' -> '\r';
                            case 'c' -> ':';
                            default -> '\\';
                        });
            } else {
                plain.append(c);
            }
        }
        return plain.toString();
    }
}
