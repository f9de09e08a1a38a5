package org.stampedemq.stomp.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.IOException;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stampedemq.stomp.codec.FrameDecoder;
import org.stampedemq.stomp.frame.ProtocolException;

/**
 * Octets of the socket to frames for the session. A read is copied once, into the loop's own array, and decoded there;
 * only what is left of an incomplete frame is kept, in an array that grows with what has arrived, at most to twice of it. So
 * an idle connection keeps nothing, and pieces of one octet cost the same as large ones.
 *
 * <p>The one place where a fault becomes an ERROR frame.
 */
final class FrameReader extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(FrameReader.class);
    private static final byte[] NOTHING = {};
    /** What is held may be copied in front of new input if it is at most so many times as much: the cost stays linear. */
    private static final int COPY_FACTOR = 4;

    private final NettyConnection connection;
    private final NettyLoop loop;
    private final FrameDecoder decoder;

    private byte[] held = NOTHING;
    private int heldFrom;
    private int heldTo;
    private boolean decoding;

    FrameReader(NettyConnection connection, NettyLoop loop, FrameDecoder decoder) {
        this.connection = connection;
        this.loop = loop;
        this.decoder = decoder;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        connection.opened(this);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf input = (ByteBuf) message;
        try {
            connection.heard();
            read(input);
        } finally {
            input.release();
        }
    }

    /** The client has said its last; what this turn answers still goes out. */
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            connection.inputEnded();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        forget();
        connection.gone();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof IOException) {
            LOG.debug("{}: {}", connection, cause.getMessage());
        } else {
            LOG.error("{} fails", connection, cause);
        }
        connection.close();
    }

    private void read(ByteBuf input) {
        while (input.isReadable() && connection.takesInput()) {
            byte[] octets = loop.receiveOctets();
            int before = heldTo - heldFrom;
            int part = Math.min(input.readableBytes(), octets.length);
            if (before == 0 && connection.isReading()) {
                input.readBytes(octets, 0, part);
                decode(octets, 0, part);
            } else if (connection.isReading() && before <= COPY_FACTOR * part && before + part <= octets.length) {
                System.arraycopy(held, heldFrom, octets, 0, before);
                input.readBytes(octets, before, part);
                decode(octets, 0, before + part);
            } else {
                hold(part);
                input.readBytes(held, heldTo, part);
                heldTo += part;
                if (connection.isReading()) {
                    decode(held, heldFrom, heldTo);
                }
            }
        }
    }

    /** Goes on with what was held when reading was paused. */
    void resume() {
        if (!decoding && heldFrom < heldTo && connection.isReading()) {
            decode(held, heldFrom, heldTo);
        }
    }

    boolean isDecoding() {
        return decoding;
    }

    FrameDecoder decoder() {
        return decoder;
    }

    /** Nothing more is read from this client. */
    void forget() {
        held = NOTHING;
        heldFrom = 0;
        heldTo = 0;
    }

    private void decode(byte[] octets, int from, int to) {
        decoding = true;
        try {
            decoder.window(octets, from, to);
            while (connection.isReading() && decoder.next()) {
                connection.session().frame(decoder.frame());
            }
        } catch (ProtocolException e) {
            refuse(e, octets, to);
        } catch (RuntimeException e) {
            LOG.error("{}: a frame could not be handled", connection, e);
            connection.error("internal error; the frame could not be handled", "", decoder.receiptSeen());
        } finally {
            decoding = false;
        }
        if (connection.takesInput()) {
            keep(octets, decoder.unread(), to);
        } else {
            forget();
        }
    }

    private void refuse(ProtocolException fault, byte[] octets, int to) {
        ForeignProtocol foreign = decoder.failedAtCommand() && !connection.isNegotiated()
                ? ForeignProtocol.of(octets, decoder.unread(), to)
                : ForeignProtocol.NONE;
        if (foreign == ForeignProtocol.NONE) {
            connection.error(fault.getMessage(), "", decoder.receiptSeen());
        } else {
            connection.refuse(foreign);
        }
    }

    private void keep(byte[] octets, int from, int to) {
        int rest = to - from;
        if (rest == 0) {
            forget();
        } else if (octets == held) {
            heldFrom = from;
            if (rest < held.length / 4) {
                held = Arrays.copyOfRange(held, from, to);
                heldFrom = 0;
                heldTo = rest;
            }
        } else {
            if (held.length < rest) {
                held = new byte[rest];
            }
            System.arraycopy(octets, from, held, 0, rest);
            heldFrom = 0;
            heldTo = rest;
        }
    }

    /** Makes room for {@code more} octets behind what is held. */
    private void hold(int more) {
        if (held.length - heldTo >= more) {
            return;
        }
        int rest = heldTo - heldFrom;
        int arrived = rest + more;
        int wanted = Math.max(arrived, Math.min(rest + decoder.missing(), 2 * arrived));
        if (decoder.missing() == 0) {
            wanted = 2 * arrived;
        }
        byte[] larger = new byte[Math.max(wanted, 256)];
        System.arraycopy(held, heldFrom, larger, 0, rest);
        held = larger;
        heldFrom = 0;
        heldTo = rest;
    }
}
