package org.stampedemq.stomp.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.stampedemq.stomp.frame.HeaderName;
import org.stampedemq.stomp.frame.HeaderSet;
import org.stampedemq.stomp.frame.ProtocolException;
import org.stampedemq.stomp.frame.StompVersion;

class FirstOfRepeatedHeadersWinsTest {
    private static FrameView frame(String text) throws ProtocolException {
        FrameDecoder decoder = new FrameDecoder(Side.SERVER, Decoding.LIMITS);
        decoder.negotiated(StompVersion.V1_2, Decoding.LIMITS);
        byte[] octets = Decoding.octets(text);
        decoder.window(octets, 0, octets.length);
        assertThat(decoder.next()).isTrue();
        return decoder.frame();
    }

    @Test
    void forEveryKnownName() throws Exception {
        for (HeaderName name : HeaderName.values()) {
            if (name != HeaderName.CONTENT_LENGTH) {
                FrameView frame = frame("SEND\n" + name.text() + ":first\n" + name.text() + ":second\n\nx\0");
                assertThat(frame.value(name)).isEqualTo("first");
                assertThat(frame.rawValueIs(name, Decoding.octets("first"))).isTrue();
                assertThat(frame.rawValueIs(name, Decoding.octets("firs"))).isFalse();
                assertThat(Arrays.stream(HeaderName.values()).filter(frame::has))
                        .containsExactly(name);
                assertThat(frame.tailLength(HeaderSet.of(name))).isEqualTo("content-length:1\n\nx\0".length());
            }
        }
    }

    @Test
    void forContentLength() throws Exception {
        assertThat(frame("SEND\ncontent-length:3\ncontent-length:nonsense\n\na\0b\0")
                        .bodyLength())
                .isEqualTo(3);
    }

    @Test
    void nothingOfTheFrameBeforeIsLeft() throws Exception {
        FrameDecoder decoder = new FrameDecoder(Side.SERVER, Decoding.LIMITS);
        byte[] octets = Decoding.octets("SEND\nreceipt:1\ndestination:/queue/a\n\nx\0ACK\n\n\0");
        decoder.window(octets, 0, octets.length);
        assertThat(decoder.next()).isTrue();
        assertThat(decoder.next()).isTrue();
        assertThat(decoder.frame().has(HeaderName.RECEIPT)).isFalse();
        assertThat(decoder.frame().value(HeaderName.DESTINATION)).isNull();
        assertThat(decoder.frame().rawValue(HeaderName.DESTINATION)).isNull();
    }

    @Test
    void numbersAndFlagsAreReadStrictly() throws Exception {
        FrameView frame =
                frame("SEND\npriority:9\nttl:9223372036854775807\nexpires:10\npersistent:TRUE\nrequeue:0\n\n\0");
        assertThat(frame.number(HeaderName.PRIORITY, 4, 9)).isEqualTo(9);
        assertThat(frame.number(HeaderName.TTL, 0, Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
        assertThat(frame.number(HeaderName.DELAY, 4, 9)).isEqualTo(4);
        assertThat(frame.flag(HeaderName.PERSISTENT, false)).isTrue();
        assertThat(frame.flag(HeaderName.DELAY, true)).isTrue();
        assertThatThrownBy(() -> frame.number(HeaderName.EXPIRES, 0, 9)).hasMessageContaining("from 0 to 9");
        assertThatThrownBy(() -> frame.flag(HeaderName.REQUEUE, true)).hasMessageContaining("true or false");
    }
}
