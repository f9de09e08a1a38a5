package org.stampedemq.stomp.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.codec.stomp.StompCommand;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.stampedemq.stomp.frame.ProtocolException;
import org.stampedemq.stomp.frame.StompVersion;

class ClientReadsWhatServersSayTest {
    private final FrameDecoder decoder = new FrameDecoder(Side.CLIENT, Decoding.LIMITS);

    private List<String> read(String text) throws ProtocolException {
        List<String> frames = new ArrayList<>();
        byte[] octets = Decoding.octets(text);
        decoder.window(octets, 0, octets.length);
        while (decoder.next()) {
            FrameView frame = decoder.frame();
            StringBuilder told = new StringBuilder(frame.command().name());
            frame.forEachHeader(
                    (name, value) -> told.append('|').append(name).append('=').append(value));
            frames.add(told.append('|').append(frame.bodyLength()).toString());
            if (frame.command() == StompCommand.CONNECTED) {
                decoder.negotiated(StompVersion.V1_2, Decoding.LIMITS);
            }
        }
        return frames;
    }

    @Test
    void inTheVersionThatConnectedSettled() throws Exception {
        assertThat(read(
                        "CONNECTED\nversion:1.2\nsession:a\\c:b\n\n\0MESSAGE\nk:a\\cb\n\nbody\0\n\nRECEIPT\nreceipt-id:r\n\n\0"
                                + "ERROR\nmessage:no\n\nwhy\0"))
                .containsExactly(
                        "CONNECTED|version=1.2|session=a\\c:b|0",
                        "MESSAGE|k=a:b|4",
                        "RECEIPT|receipt-id=r|0",
                        "ERROR|message=no|3");
    }

    @Test
    void framesOfClientsAreNotForIt() {
        assertThatThrownBy(() -> read("SEND\n\n\0")).hasMessageContaining("this side reads CONNECTED");
    }
}
