package org.stampedemq.stomp.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.stampedemq.stomp.frame.StompVersion;

class TornFramesDecodeTheSameTest {
    private static final String PLAIN = "\n\nSEND\ndestination:/queue/a\nx:1\nx:2\nreceipt:r-1\n\nbody without length\0"
            + "\n\n\nSEND\ndestination:/queue/ä€😀\ncontent-length:5\n\na\0b\0c\0ACK\nid:7\n\n\0\n"
            + "SUBSCRIBE\nid:1\ndestination:/topic/>\nack:client\n\n\0SEND\ncontent-length:0\nempty:\n\n\0BEGIN\n\n\0";

    static Stream<Arguments> streams() {
        String escapes = PLAIN + "SEND\na\\cb:c\\\\d\\ne\nraw:colon:stays\n\nx\0";
        String escapesOf12 = escapes + "SEND\nk:a\\rb\n\nx\0";
        String crlf =
                "\r\n\n\r\nSEND\r\ndestination:/queue/a\r\nk:v\\r\n\r\nbody\r\n\0\r\n\r\nACK\r\nid:7\r\n\r\n\0\r\n";
        String connect = "\r\nCONNECT\r\naccept-version:1.2\r\npasscode: a\\b:c \r\n\r\n\0";
        return Stream.of(
                Arguments.of(StompVersion.V1_0, PLAIN + "SEND\n padded : v \\n \ncr:a\rb\n\nx\0"),
                Arguments.of(StompVersion.V1_1, escapes + "SEND\ncr:a\rb\r\n\nx\0"),
                Arguments.of(StompVersion.V1_2, escapesOf12),
                Arguments.of(StompVersion.V1_2, crlf),
                Arguments.of(null, connect),
                Arguments.of(null, "STOMP\nlogin: padded \n\n\0\n"),
                Arguments.of(StompVersion.V1_2, "SEND\nk:v\n\nok\0SEND\nnocolon\n\nx\0"),
                Arguments.of(StompVersion.V1_2, "SEND\nk:v\n\nok\0SEND\ncontent-length:2\n\nxyz\0"));
    }

    @ParameterizedTest
    @MethodSource("streams")
    void atEveryOffset(@Nullable StompVersion version, String stream) {
        byte[] input = Decoding.octets(stream);
        Decoding whole = Decoding.whole(version, input);
        assertThat(whole.frames).isNotEmpty();
        for (int cut = 0; cut <= input.length; cut++) {
            Decoding torn = new Decoding(version)
                    .add(Arrays.copyOf(input, cut))
                    .add(Arrays.copyOfRange(input, cut, input.length));
            assertSame(torn, whole, "cut at " + cut);
        }
    }

    @ParameterizedTest
    @MethodSource("streams")
    void inPiecesOfEverySize(@Nullable StompVersion version, String stream) {
        byte[] input = Decoding.octets(stream);
        Decoding whole = Decoding.whole(version, input);
        for (int piece = 1; piece < input.length; piece++) {
            assertSame(Decoding.piecewise(version, input, piece), whole, "pieces of " + piece);
        }
    }

    @Test
    void manyFramesInOneReadComeOneByOne() {
        String frame = "SEND\ndestination:/queue/a\ncontent-length:3\n\na\0b\0";
        Decoding decoding = Decoding.whole(StompVersion.V1_2, frame.repeat(1000));
        assertThat(decoding.frames).hasSize(1000);
        assertThat(decoding.frames.stream().distinct())
                .containsExactly("SEND|destination=/queue/a|content-length=3|a\\0b|content-length:3\\n\\na\\0b\\0");
    }

    private static void assertSame(Decoding torn, Decoding whole, String how) {
        assertThat(torn.frames).as(how).isEqualTo(whole.frames);
        assertThat(torn.fault == null).as(how).isEqualTo(whole.fault == null);
    }
}
