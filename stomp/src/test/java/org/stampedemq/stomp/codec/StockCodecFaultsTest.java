package org.stampedemq.stomp.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.stomp.DefaultStompFrame;
import io.netty.handler.codec.stomp.StompCommand;
import io.netty.handler.codec.stomp.StompFrame;
import io.netty.handler.codec.stomp.StompHeaders;
import io.netty.handler.codec.stomp.StompSubframeAggregator;
import io.netty.handler.codec.stomp.StompSubframeDecoder;
import io.netty.handler.codec.stomp.StompSubframeEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.stampedemq.stomp.frame.StompVersion;

/** The faults of netty-codec-stomp for which the server has a decoder of its own: each shown there, and absent here. */
class StockCodecFaultsTest {
    private static final String TEN_HEADERS = "SEND\n" + "destination:/queue/abcdefghi\n".repeat(10) + "\nbody\0";

    /** What the stock decoder and aggregator make of it, in pieces of so many octets. */
    private static List<String> stock(String input, int piece) {
        EmbeddedChannel channel = new EmbeddedChannel(new StompSubframeDecoder(), new StompSubframeAggregator(1 << 20));
        byte[] octets = Decoding.octets(input);
        for (int at = 0; at < octets.length; at += piece) {
            channel.writeInbound(Unpooled.copiedBuffer(octets, at, Math.min(piece, octets.length - at)));
        }
        List<String> frames = new ArrayList<>();
        StompFrame frame = channel.readInbound();
        while (frame != null) {
            StringBuilder text = new StringBuilder(frame.command().name());
            frame.headers()
                    .forEach(
                            h -> text.append('|').append(h.getKey()).append('=').append(h.getValue()));
            frames.add(text + "|" + frame.content().toString(StandardCharsets.UTF_8));
            frame.release();
            frame = channel.readInbound();
        }
        channel.finishAndReleaseAll();
        return frames;
    }

    private static List<String> stock(String input) {
        return stock(input, input.length());
    }

    @Test
    void malformedHeadersAreNoFrameWithAnEmptyBody() {
        String input = "SEND\nlong:" + "x".repeat(9000) + "\ndestination:/queue/a\n\nprecious\0";
        assertThat(stock(input)).containsExactly("SEND|");
        assertThat(Decoding.whole(StompVersion.V1_2, input).fault()).contains("longer than 8192 bytes");
    }

    @Test
    void headersThatArriveOctetByOctetAreCountedOnce() {
        assertThat(stock(TEN_HEADERS, 1)).noneMatch(frame -> frame.endsWith("|body"));
        assertThat(Decoding.piecewise(StompVersion.V1_2, Decoding.octets(TEN_HEADERS), 1)
                        .frame())
                .contains("|body|");
    }

    @Test
    void valueWithAColonStays() {
        String input = "SEND\nreply-to:ID:host:1\n\nx\0";
        assertThat(stock(input)).containsExactly("SEND|x");
        assertThat(Decoding.whole(StompVersion.V1_2, input).frame()).contains("reply-to=ID:host:1|");
    }

    @Test
    void fourByteCharactersStayWhole() {
        String input = "SEND\nmood:😀\n\nx\0";
        assertThat(stock(input)).noneMatch(frame -> frame.contains("😀"));
        assertThat(Decoding.whole(StompVersion.V1_2, input).frame()).contains("mood=😀|");
    }

    @Test
    void carriageReturnInsideALineDoesNotVanish() {
        String input = "SEND\nkey:a\rb\n\nx\0";
        assertThat(stock(input)).containsExactly("SEND|key=ab|x");
        assertThat(Decoding.whole(StompVersion.V1_2, input).fault()).contains("carriage return");
        assertThat(Decoding.whole(StompVersion.V1_1, input).frame()).contains("key=a\\rb|");
    }

    @Test
    void escapesFollowTheVersion() {
        String input = "SEND\nkey:a\\cb\n\nx\0";
        assertThat(stock(input)).containsExactly("SEND|key=a:b|x");
        assertThat(Decoding.whole(StompVersion.V1_0, input).frame()).contains("key=a\\\\cb|");
        assertThat(stock("SEND\nkey:a\\rb\n\nx\0")).containsExactly("SEND|key=a\rb|x");
        assertThat(Decoding.whole(StompVersion.V1_1, "SEND\nkey:a\\rb\n\nx\0").fault())
                .contains("undefined escape");
    }

    @Test
    void stompCommandIsNotUnescaped() {
        String input = "STOMP\naccept-version:1.2\npasscode:a\\nb\n\n\0";
        assertThat(stock(input)).containsExactly("STOMP|accept-version=1.2|passcode=a\nb|");
        assertThat(Decoding.whole(null, input).frame()).contains("passcode=a\\\\nb|");
    }

    @Test
    void danglingBackslashIsRefused() {
        String input = "SEND\nkey:a\\\n\nx\0";
        assertThat(stock(input)).containsExactly("SEND|key=a|x");
        assertThat(Decoding.whole(StompVersion.V1_2, input).fault()).contains("ends in a backslash");
    }

    @Test
    void lineWithoutAColonIsRefused() {
        String input = "SEND\nnonsense\nk:v\n\nx\0";
        assertThat(stock(input)).containsExactly("SEND|k=v|x");
        assertThat(Decoding.whole(StompVersion.V1_2, input).fault()).contains("without a colon");
    }

    @Test
    void contentLengthThatIsNoNumberIsRefused() {
        String input = "SEND\ncontent-length:five\n\nhello\0";
        assertThat(stock(input)).doesNotContain("SEND|content-length=five|hello");
        assertThat(Decoding.whole(StompVersion.V1_2, input).fault()).contains("content-length must be a number");
    }

    @Test
    void headerBlockIsBoundedAsAWhole() {
        String input = "SEND\n" + ("k:" + "v".repeat(1000) + "\n").repeat(100) + "\nx\0";
        assertThat(stock(input)).hasSize(1);
        assertThat(Decoding.whole(StompVersion.V1_2, input).fault()).contains("65536 bytes together");
    }

    @Test
    void nulAmongHeadersIsRefused() {
        String input = "SEND\nkey:a\0b\n\nx\0";
        assertThat(stock(input)).containsExactly("SEND|key=a\0b|x");
        assertThat(Decoding.whole(StompVersion.V1_2, input).fault()).contains("NUL among the headers");
    }

    @Test
    void heartBeatsAreConsumedAtOnce() {
        FrameDecoder decoder = new FrameDecoder(Side.SERVER, Decoding.LIMITS);
        byte[] beats = Decoding.octets("\n\n\n\n");
        decoder.window(beats, 0, beats.length);
        assertThat(nextOf(decoder)).isFalse();
        assertThat(decoder.unread()).isEqualTo(beats.length);
    }

    private static boolean nextOf(FrameDecoder decoder) {
        try {
            return decoder.next();
        } catch (org.stampedemq.stomp.frame.ProtocolException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void connectedValueMayHoldAColonAndABodyIsCounted() {
        DefaultStompFrame connected =
                new DefaultStompFrame(StompCommand.CONNECTED, Unpooled.copiedBuffer("hi", StandardCharsets.UTF_8));
        connected.headers().set(StompHeaders.SESSION, "ID:host:1");
        EmbeddedChannel stock = new EmbeddedChannel(new StompSubframeEncoder());
        assertThatThrownBy(() -> stock.writeOutbound(connected.copy())).hasMessageContaining("illegal character");
        stock.finishAndReleaseAll();
        FrameBuilder out = new FrameBuilder();
        HeaderWriter.put(out, StompVersion.V1_2, connected);
        assertThat(new String(out.octets(), 0, out.length(), StandardCharsets.UTF_8))
                .isEqualTo("CONNECTED\nsession:ID:host:1\ncontent-length:2\n\nhi\0");
        connected.release();
    }

    @Test
    void sentFramesAreEscapedByVersion() {
        DefaultStompFrame frame = new DefaultStompFrame(StompCommand.ERROR);
        frame.headers().set("message", "a\\b\nc");
        EmbeddedChannel stock = new EmbeddedChannel(new StompSubframeEncoder());
        stock.writeOutbound(frame.copy());
        io.netty.buffer.ByteBuf written = stock.readOutbound();
        assertThat(written.toString(StandardCharsets.UTF_8)).contains("a\\\\b\\nc");
        written.release();
        stock.finishAndReleaseAll();
        FrameBuilder out = new FrameBuilder();
        HeaderWriter.put(out, StompVersion.V1_0, frame);
        assertThat(new String(out.octets(), 0, out.length(), StandardCharsets.UTF_8))
                .isEqualTo("ERROR\nmessage:a\\b c\n\n\0");
        frame.release();
    }
}
