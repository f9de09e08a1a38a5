package org.stampedemq.stomp.server;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** What else arrives at a STOMP port by mistake, told by its first octets. */
enum ForeignProtocol {
    /** A handshake record of TLS: whatever we say would not be understood. */
    TLS,
    HTTP,
    NONE;

    private static final List<String> METHODS =
            List.of("GET ", "POST ", "PUT ", "HEAD ", "OPTIONS ", "DELETE ", "PATCH ", "TRACE ");

    static ForeignProtocol of(byte[] octets, int from, int to) {
        if (to - from >= 1 && octets[from] == 0x16) {
            return TLS;
        }
        String start = new String(octets, from, Math.min(8, to - from), StandardCharsets.ISO_8859_1);
        return METHODS.stream().anyMatch(start::startsWith) ? HTTP : NONE;
    }

    /** A minimal answer for a client of HTTP. */
    static byte[] httpRefusal() {
        String body = "This is a STOMP port: it speaks STOMP 1.0, 1.1 and 1.2 over TCP, not HTTP.\n";
        return ("HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nConnection: close\r\nContent-Length: "
                        + body.length() + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.US_ASCII);
    }
}
