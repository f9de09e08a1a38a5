package org.stampedemq.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TornFramesReadTheSameTest {
    private static final String STREAM = "CONNECTED\nversion:1.2\n\n\0\n\n"
            + "MESSAGE\nsubscription:0\nack:one\\c1\nmessage-id:7\ncontent-length:5\n\na\0b\nc\0\r\n"
            + "RECEIPT\nreceipt-id:000000000042\n\n\0"
            + "MESSAGE\r\nack:two\r\naccess:no\r\n\r\nno length\0"
            + "MESSAGE\ncontent-length:0\n\n\0"
            + "RECEIPT\nreceipt-id:word\n\n\0"
            + "ERROR\nmessage:refused\ncontent-length:4\n\nbody\0";

    private static final List<String> EXPECTED = List.of(
            "connected",
            "message ack=one\\c1 body=a\0b\nc",
            "receipt 42",
            "message ack=two body=no length",
            "message ack= body=",
            "receipt -1",
            "error refused body");

    @Test
    void anyCutInTwo() {
        byte[] octets = STREAM.getBytes(StandardCharsets.UTF_8);
        for (int cut = 0; cut <= octets.length; cut++) {
            Heard heard = new Heard();
            FrameParser parser = new FrameParser(heard);
            feed(parser, Arrays.copyOfRange(octets, 0, cut));
            feed(parser, Arrays.copyOfRange(octets, cut, octets.length));
            assertThat(heard.frames).as("cut at %d", cut).isEqualTo(EXPECTED);
        }
    }

    @Test
    void octetByOctet() {
        Heard heard = new Heard();
        FrameParser parser = new FrameParser(heard);
        for (byte octet : STREAM.getBytes(StandardCharsets.UTF_8)) {
            feed(parser, new byte[] {octet});
        }
        assertThat(heard.frames).isEqualTo(EXPECTED);
    }

    @Test
    void manyFramesAndBigOnes() {
        Heard heard = new Heard();
        FrameParser parser = new FrameParser(heard);
        byte[] big = ("MESSAGE\nack:big\ncontent-length:300000\n\n" + "x".repeat(300_000) + "\0")
                .getBytes(StandardCharsets.UTF_8);
        byte[] small = "RECEIPT\nreceipt-id:1\n\n\0".getBytes(StandardCharsets.UTF_8);
        ByteBuf all = Unpooled.buffer();
        for (int i = 0; i < 20; i++) {
            all.writeBytes(big).writeBytes(small);
        }
        while (all.isReadable()) {
            ByteBuf part = all.readSlice(Math.min(65_536, all.readableBytes()));
            parser.feed(part);
        }
        assertThat(heard.frames).hasSize(40);
        assertThat(heard.frames.get(38)).hasSize("message ack=big body=".length() + 300_000);
        assertThat(heard.frames.get(39)).isEqualTo("receipt 1");
    }

    @Test
    void whatIsNoFrameIsRefused() {
        FrameParser parser = new FrameParser(new Heard());
        assertThatThrownBy(() -> feed(parser, "HTTP/1.1 400\n\n\0".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(LoadFailedException.class);
    }

    private static void feed(FrameParser parser, byte[] octets) {
        parser.feed(Unpooled.wrappedBuffer(octets));
    }

    private static final class Heard implements FrameSink {
        private final List<String> frames = new ArrayList<>();

        @Override
        public void connected() {
            frames.add("connected");
        }

        @Override
        public void message(byte[] bytes, int ackAt, int ackBytes, int bodyAt, int bodyBytes) {
            String ack = ackBytes == 0 ? "" : new String(bytes, ackAt, ackBytes, StandardCharsets.UTF_8);
            frames.add("message ack=" + ack + " body=" + new String(bytes, bodyAt, bodyBytes, StandardCharsets.UTF_8));
        }

        @Override
        public void receipt(long receipt) {
            frames.add("receipt " + receipt);
        }

        @Override
        public void error(String message) {
            frames.add("error " + message);
        }
    }
}
