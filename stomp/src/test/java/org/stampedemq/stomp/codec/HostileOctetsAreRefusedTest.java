package org.stampedemq.stomp.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.stampedemq.stomp.frame.StompVersion;

class HostileOctetsAreRefusedTest {
    private static final StompVersion V = StompVersion.V1_2;

    static Stream<Arguments> faults() {
        return Stream.of(
                Arguments.of("FOO\n\n\0", "unknown command \"FOO\""),
                Arguments.of("send\n\n\0", "unknown command \"send\""),
                Arguments.of("SEND \n\n\0", "unknown command \"SEND \""),
                Arguments.of("A".repeat(100), "unknown command"),
                Arguments.of("MESSAGE\n\n\0", "unknown command \"MESSAGE\""),
                Arguments.of("\0", "unknown command"),
                Arguments.of("\u001b[31m\n", "unknown command \"?[31m\""),
                Arguments.of("\rSEND\n\n\0", "carriage return"),
                Arguments.of("SEND\n:v\n\n\0", "without a name"),
                Arguments.of("SEND\nnocolon\n\n\0", "without a colon"),
                Arguments.of("SEND\nk:v\0", "NUL among the headers"),
                Arguments.of("SEND\nk:v\rw\n\n\0", "carriage return"),
                Arguments.of("SEND\nk:v\r\rw\n\n\0", "carriage return"),
                Arguments.of("SEND\n\rk:v\n\n\0", "carriage return"),
                Arguments.of("SEND\ncontent-length:-1\n\n\0", "not \"-1\""),
                Arguments.of("SEND\ncontent-length:+1\n\nx\0", "not \"+1\""),
                Arguments.of("SEND\ncontent-length:\n\nx\0", "content-length must be a number"),
                Arguments.of("SEND\ncontent-length: 1\n\nx\0", "content-length must be a number"),
                Arguments.of("SEND\ncontent-length:0x1\n\nx\0", "content-length must be a number"),
                Arguments.of("SEND\ncontent-length:9223372036854775808\n\n\0", "content-length must be a number"),
                Arguments.of("SEND\ncontent-length:4294967296\n\n\0", "may have 16777216 bytes at most"),
                Arguments.of("SEND\ncontent-length:2147483647\n\n\0", "may have 16777216 bytes at most"),
                Arguments.of("SEND\ncontent-length:16777217\n\n\0", "may have 16777216 bytes at most"),
                Arguments.of("SEND\ncontent-length:2\n\nabc\0", "no NUL follows"),
                Arguments.of("SEND\ncontent-length:2\ncontent-length:3\n\nabc\0", "no NUL follows"),
                Arguments.of("ACK\nid:1\n\nbody\0", "ACK frame has no body"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void withAWordOnWhatIsWrong(String input, String fault) {
        assertThat(Decoding.whole(V, input).fault()).contains(fault).doesNotContain("\n", "\r");
        assertThat(Decoding.piecewise(V, Decoding.octets(input), 1).fault()).isNotEmpty();
    }

    static Stream<byte[]> invalidUtf8() {
        return Stream.of(
                octets(0x80),
                octets(0xC3),
                octets(0xC0, 0x80),
                octets(0xC1, 0xBF),
                octets(0xE0, 0x80, 0x80),
                octets(0xED, 0xA0, 0x80),
                octets(0xF0, 0x80, 0x80, 0x80),
                octets(0xF4, 0x90, 0x80, 0x80),
                octets(0xF5, 0x80, 0x80, 0x80),
                octets(0xE2, 0x82),
                octets(0xF0, 0x9F, 0x98),
                octets(0xFF));
    }

    @ParameterizedTest
    @MethodSource("invalidUtf8")
    void invalidUtf8InHeaders(byte[] bad) {
        String text = new String(bad, StandardCharsets.ISO_8859_1);
        for (StompVersion version : StompVersion.values()) {
            byte[] value = ("SEND\nk:a" + text + "b\n\nx\0").getBytes(StandardCharsets.ISO_8859_1);
            assertThat(Decoding.whole(version, value).fault()).contains("not UTF-8");
            byte[] name = ("SEND\na" + text + ":b\n\nx\0").getBytes(StandardCharsets.ISO_8859_1);
            assertThat(Decoding.whole(version, name).fault()).contains("not UTF-8");
        }
        byte[] body = ("SEND\nk:v\n\n" + text + "\0").getBytes(StandardCharsets.ISO_8859_1);
        assertThat(Decoding.whole(V, body).frame()).startsWith("SEND|k=v|" + text + "|");
    }

    @Test
    void receiptIsKnownWhenALaterPartIsBroken() {
        Decoding decoding = Decoding.whole(V, "SEND\nreceipt:r\\c1\nnocolon\n\nx\0");
        assertThat(decoding.receiptSeen()).asString().isEqualTo("r\\c1");
        assertThat(Decoding.whole(V, "SEND\nnocolon\nreceipt:r\n\nx\0").receiptSeen())
                .isNull();
        Decoding next = Decoding.whole(V, "SEND\nreceipt:old\n\nx\0NONSENSE\n\n\0");
        assertThat(next.receiptSeen()).isNull();
    }

    static Stream<Arguments> limits() {
        FrameLimits limits = new FrameLimits(100, Integer.MAX_VALUE, 20, 3, 60);
        return Stream.of(
                Arguments.of(limits, "SEND\nk:" + "v".repeat(18) + "\n\nx\0", null),
                Arguments.of(limits, "SEND\r\nk:" + "v".repeat(18) + "\r\n\r\nx\0", null),
                Arguments.of(limits, "SEND\nk:" + "v".repeat(19) + "\n\nx\0", "longer than 20 bytes"),
                Arguments.of(limits, "SEND\nk:" + "v".repeat(19), "longer than 20 bytes"),
                Arguments.of(limits, "SEND\na:\nb:\nc:\n\nx\0", null),
                Arguments.of(limits, "SEND\na:\nb:\nc:\nd:\n\nx\0", "more than 3 headers"),
                Arguments.of(limits, "SEND\n" + ("k:" + "v".repeat(18) + "\n").repeat(3), "60 bytes together"),
                Arguments.of(limits, "SEND\n\n" + "b".repeat(100) + "\0", null),
                Arguments.of(limits, "SEND\n\n" + "b".repeat(101), "100 bytes at most"),
                Arguments.of(limits, "SEND\ncontent-length:101\n\n", "100 bytes at most"),
                Arguments.of(FrameLimits.whole(64, 128), "SEND\n\n" + "b".repeat(57) + "\0", null),
                Arguments.of(FrameLimits.whole(64, 128), "SEND\n\n" + "b".repeat(58) + "\0", "larger than 64 bytes"),
                Arguments.of(FrameLimits.whole(64, 128), "SEND\ncontent-length:60\n\n", "larger than 64 bytes"));
    }

    @ParameterizedTest
    @MethodSource("limits")
    void beyondALimitByOne(FrameLimits limits, String input, @Nullable String fault) {
        Decoding whole = new Decoding(V, limits).add(input);
        Decoding octetwise = new Decoding(V, limits);
        for (byte octet : Decoding.octets(input)) {
            octetwise.add(new byte[] {octet});
        }
        if (fault == null) {
            assertThat(octetwise.frame()).isEqualTo(whole.frame());
        } else {
            assertThat(whole.fault()).contains(fault);
            assertThat(octetwise.fault()).contains(fault);
        }
    }

    private static byte[] octets(int... values) {
        byte[] octets = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            octets[i] = (byte) values[i];
        }
        return octets;
    }
}
