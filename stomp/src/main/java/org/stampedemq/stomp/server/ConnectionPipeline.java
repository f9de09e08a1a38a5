package org.stampedemq.stomp.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.stampedemq.stomp.codec.FrameDecoder;
import org.stampedemq.stomp.codec.FrameLimits;
import org.stampedemq.stomp.codec.Side;

/**
 * What an accepted connection consists of, in the order in which octets pass. There are few stations, since each costs
 * every octet something:
 *
 * <ol>
 *   <li>{@link ReceiveBuffer}: where the socket is read into
 *   <li>{@link FrameReader}: octets to frames, faults to ERROR; other protocols are told that this is the wrong port
 *   <li>{@link ConnectionHandler}: the session
 *   <li>{@link NettyConnection}: what the session asks for; pausing, ending, marks
 *   <li>{@link FrameWriter} and {@link Output}: frames to octets, flushed at the end of the loop's turn
 *   <li>{@link Deadlines}: login, heart-beats, readers that stand still
 * </ol>
 */
final class ConnectionPipeline extends ChannelInitializer<Channel> {
    /** So many that are too many may read their ERROR at the same time; the rest is closed without a word. */
    private static final int REFUSALS_AT_ONCE = 100;

    private final ServerSettings settings;
    private final Map<EventLoop, NettyLoop> loops;
    private final Function<Connection, ConnectionHandler> handlers;
    private final AtomicInteger open;
    private final AtomicLong ids;

    ConnectionPipeline(
            ServerSettings settings,
            Map<EventLoop, NettyLoop> loops,
            Function<Connection, ConnectionHandler> handlers,
            AtomicInteger open,
            AtomicLong ids) {
        this.settings = settings;
        this.loops = loops;
        this.handlers = handlers;
        this.open = open;
        this.ids = ids;
    }

    @Override
    protected void initChannel(Channel channel) {
        NettyLoop loop = loops.get(channel.eventLoop());
        if (loop == null) {
            throw new IllegalStateException("a channel on an event loop that is not the server's");
        }
        int others = open.getAndIncrement();
        channel.closeFuture().addListener(closed -> open.decrementAndGet());
        if (others >= settings.maxConnections() + REFUSALS_AT_ONCE) {
            var unused = channel.close();
            return;
        }
        channel.config().setRecvByteBufAllocator(loop.receiveBuffer());

        NettyConnection connection = new NettyConnection(ids.incrementAndGet(), loop, channel, settings);
        loop.add(connection);
        if (others < settings.maxConnections()) {
            connection.session(handlers.apply(connection));
        } else {
            connection.error(
                    "this server has its " + settings.maxConnections() + " connections; try another or later",
                    "",
                    null);
        }
        channel.pipeline()
                .addLast(new FrameReader(connection, loop, new FrameDecoder(Side.SERVER, limitsBeforeLogin())));
    }

    private FrameLimits limitsBeforeLogin() {
        return new FrameLimits(
                settings.maxFrameBytesBeforeLogin(),
                settings.maxFrameBytesBeforeLogin(),
                settings.maxHeaderLineBytes(),
                settings.maxHeaders(),
                settings.maxHeaderBytes());
    }

    static FrameLimits limitsAfterLogin(ServerSettings settings) {
        return new FrameLimits(
                settings.maxFrameBytes(),
                Integer.MAX_VALUE,
                settings.maxHeaderLineBytes(),
                settings.maxHeaders(),
                settings.maxHeaderBytes());
    }
}
