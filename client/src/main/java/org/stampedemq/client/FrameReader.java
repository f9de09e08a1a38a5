package org.stampedemq.client;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.stampedemq.stomp.codec.FrameDecoder;
import org.stampedemq.stomp.codec.FrameLimits;
import org.stampedemq.stomp.codec.Side;
import org.stampedemq.stomp.frame.ProtocolException;
import org.stampedemq.stomp.frame.StompVersion;

/**
 * Octets of the broker to {@link Frame}s, through the decoder that the broker uses. What is torn waits in one array that grows to the
 * largest frame allowed; when all is read it is let go.
 */
final class FrameReader extends ChannelInboundHandlerAdapter {
    private static final int MAX_HEADERS = 1_000;
    private static final int LEAST_ROOM = 1024;

    private final FrameLimits limits;
    private final FrameDecoder decoder;
    private byte[] octets = {};
    private int from;
    private int to;

    FrameReader(int maxFrameBytes) {
        limits = FrameLimits.whole(maxFrameBytes, MAX_HEADERS);
        decoder = new FrameDecoder(Side.CLIENT, limits);
    }

    /** From the next frame on. On the loop. */
    void use(StompVersion version) {
        decoder.negotiated(version, limits);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws ProtocolException {
        ByteBuf in = (ByteBuf) message;
        try {
            makeRoom(in.readableBytes());
            int length = in.readableBytes();
            in.readBytes(octets, to, length);
            to += length;
        } finally {
            in.release();
        }
        decoder.window(octets, from, to);
        while (decoder.next()) {
            context.fireChannelRead(Frame.of(decoder.frame()));
        }
        from = decoder.unread();
        if (from == to) {
            octets = new byte[0];
            from = 0;
            to = 0;
        }
    }

    private void makeRoom(int incoming) {
        if (octets.length - to >= incoming) {
            return;
        }
        int held = to - from;
        int least = held + Math.max(incoming, decoder.missing());
        byte[] target = least <= octets.length
                ? octets
                : new byte[Math.max(LEAST_ROOM, held + 2 * incoming + decoder.missing())];
        System.arraycopy(octets, from, target, 0, held);
        octets = target;
        from = 0;
        to = held;
    }
}
