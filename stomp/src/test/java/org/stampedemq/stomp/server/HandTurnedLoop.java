package org.stampedemq.stomp.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.stampedemq.stomp.codec.FrameDecoder;
import org.stampedemq.stomp.codec.FrameLimits;
import org.stampedemq.stomp.codec.FrameView;
import org.stampedemq.stomp.codec.Side;
import org.stampedemq.stomp.frame.HeaderName;

/** A loop whose turns end, and whose clock moves, when the test says so. Its sockets are in memory. */
final class HandTurnedLoop implements AutoCloseable {
    final List<String> events = new ArrayList<>();
    final Queue<Runnable> turnEnds = new ArrayDeque<>();
    private final List<Peer> peers = new ArrayList<>();
    private final EmbeddedChannel first = new EmbeddedChannel();
    private final ServerSettings settings;
    private long nowMillis = 50;
    final NettyLoop loop =
            new NettyLoop(first.eventLoop(), turnEnds::add, 0, PooledByteBufAllocator.DEFAULT, () -> nowMillis);

    HandTurnedLoop() {
        this(EchoServer.settings());
    }

    HandTurnedLoop(ServerSettings settings) {
        this.settings = settings;
    }

    /** A connection with a session that notes commands and pauses at BEGIN. */
    final class Peer extends ChannelOutboundHandlerAdapter implements ConnectionHandler {
        final EmbeddedChannel channel = new EmbeddedChannel(false, false);
        final NettyConnection connection;
        final List<String> frames = new ArrayList<>();
        int writes;
        int flushes;
        /** The socket takes nothing. */
        boolean full;

        private final List<Runnable> held = new ArrayList<>();

        Peer() throws Exception {
            connection = new NettyConnection(peers.size(), loop, channel, settings);
            connection.session(this);
            peers.add(this);
            FrameDecoder decoder = new FrameDecoder(Side.SERVER, FrameLimits.whole(1 << 16, 100));
            channel.pipeline().addLast(this, new FrameReader(connection, loop, decoder));
            channel.register();
        }

        Peer in(String text) {
            channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
            endTurn();
            return this;
        }

        /** What went out since the last time. */
        String out() {
            StringBuilder text = new StringBuilder();
            ByteBuf buffer = channel.readOutbound();
            while (buffer != null) {
                text.append(buffer.toString(StandardCharsets.UTF_8));
                buffer.release();
                buffer = channel.readOutbound();
            }
            return text.toString();
        }

        /** The socket takes everything again. */
        void drain() {
            full = false;
            List<Runnable> writes = List.copyOf(held);
            held.clear();
            writes.forEach(Runnable::run);
            channel.flush();
            endTurn();
        }

        @Override
        @SuppressWarnings("FutureReturnValueIgnored") // the promise tells
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            writes++;
            if (full) {
                held.add(() -> context.write(message, promise));
            } else {
                context.write(message, promise);
            }
        }

        @Override
        public void flush(ChannelHandlerContext context) {
            flushes++;
            events.add("flush " + connection.id());
            context.flush();
        }

        @Override
        public void frame(FrameView frame) {
            frames.add(frame.command() + " " + frame.value(HeaderName.ID));
            if (frame.has(HeaderName.TRANSACTION)) {
                connection.pauseReading();
            }
        }

        @Override
        public void writabilityChanged(boolean writable) {
            events.add("writable " + writable);
        }

        @Override
        public void closed(CloseReason reason) {
            events.add("closed " + reason);
        }
    }

    /** Ends the turn, and those that this makes necessary. */
    void endTurn() {
        first.runPendingTasks();
        peers.forEach(peer -> peer.channel.runPendingTasks());
        Runnable end = turnEnds.poll();
        while (end != null) {
            end.run();
            first.runPendingTasks();
            peers.forEach(peer -> peer.channel.runPendingTasks());
            end = turnEnds.poll();
        }
    }

    /** Lets the time pass, tick by tick. */
    void pass(long millis) {
        long until = nowMillis + millis;
        while (nowMillis < until) {
            nowMillis = Math.min(until, nowMillis + Wheel.TICK_MILLIS);
            loop.wheel().advance(nowMillis);
            endTurn();
        }
    }

    @Override
    public void close() {
        for (Peer peer : peers) {
            peer.held.forEach(Runnable::run);
            peer.channel.flush();
            peer.out();
            peer.channel.finishAndReleaseAll();
        }
        endTurn();
        loop.stop();
        first.finishAndReleaseAll();
    }
}
