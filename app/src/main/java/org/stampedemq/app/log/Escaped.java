package org.stampedemq.app.log;

/** Text of unknown origin, made harmless for a terminal and for the reader of a log. */
public final class Escaped {
    private Escaped() {}

    /**
     * Control characters, line and paragraph separators and what turns the direction of writing become {@code \}{@code
     * uXXXX}, so that no line can be begun, coloured, erased or reversed by what a client sent.
     */
    public static String text(String text) {
        return text(text, false);
    }

    /** The same, but line feeds and tabs stay. */
    public static String lines(String text) {
        return text(text, true);
    }

    private static String text(String text, boolean linesStay) {
        int first = 0;
        while (first < text.length() && harmless(text.charAt(first), linesStay)) {
            first++;
        }
        if (first == text.length()) {
            return text;
        }
        StringBuilder escaped = new StringBuilder(text.length() + 16).append(text, 0, first);
        for (int i = first; i < text.length(); i++) {
            char c = text.charAt(i);
            if (harmless(c, linesStay)) {
                escaped.append(c);
            } else {
                escaped.append(String.format("\\u%04x", (int) c));
            }
        }
        return escaped.toString();
    }

    private static boolean harmless(char c, boolean linesStay) {
        if (c < ' ') {
            return linesStay && (c == '\n' || c == '\t');
        }
        boolean control = c >= 0x7f && c <= 0x9f;
        boolean separator = c == '\u2028' || c == '\u2029';
        boolean direction =
                (c >= '\u202a' && c <= '\u202e') || (c >= '\u2066' && c <= '\u2069') || c == '\u200e' || c == '\u200f';
        return !control && !separator && !direction;
    }
}
