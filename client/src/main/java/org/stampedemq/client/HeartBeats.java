package org.stampedemq.client;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Both directions of heart-beating for one connection: a line feed when nothing else was sent, and the end of the connection when
 * nothing was heard for twice the time agreed. Nearest to the socket, so that any octet counts.
 */
final class HeartBeats extends ChannelDuplexHandler {
    private final LongSupplier clock;
    private long lastReadNanos;
    private long lastWriteNanos;
    private @Nullable Future<?> sending;
    private @Nullable Future<?> expecting;

    HeartBeats(LongSupplier clock) {
        this.clock = clock;
    }

    /**
     * Starts them, on the loop. What both ends said at login decides, by the rule of STOMP 1.2, "Heart-beating": the longer of two
     * wishes, and none if either end does not want it.
     *
     * @param brokers the {@code heart-beat} header of CONNECTED; empty or broken for none
     */
    void start(ChannelHandlerContext context, Duration weSend, Duration weExpect, String brokers) {
        long[] theirs = parse(brokers);
        long sendNanos = agreed(weSend, theirs[1]);
        long expectNanos = agreed(weExpect, theirs[0]);
        lastReadNanos = clock.getAsLong();
        lastWriteNanos = lastReadNanos;
        if (sendNanos > 0) {
            // looked at twice in a period, so that a silence never lasts longer than the period
            long every = Math.max(1, sendNanos / 2);
            sending = context.executor()
                    .scheduleAtFixedRate(() -> beat(context, every), every, every, TimeUnit.NANOSECONDS);
        }
        if (expectNanos > 0) {
            long every = Math.max(1, expectNanos / 2);
            expecting = context.executor()
                    .scheduleAtFixedRate(() -> listen(context, expectNanos), every, every, TimeUnit.NANOSECONDS);
        }
    }

    private static long[] parse(String header) {
        String[] parts = header.split(",", -1);
        try {
            return parts.length == 2
                    ? new long[] {Long.parseLong(parts[0].trim()), Long.parseLong(parts[1].trim())}
                    : new long[2];
        } catch (NumberFormatException e) {
            return new long[2];
        }
    }

    private static long agreed(Duration ours, long theirMillis) {
        return ours.isZero() || theirMillis <= 0
                ? 0
                : TimeUnit.MILLISECONDS.toNanos(Math.max(ours.toMillis(), theirMillis));
    }

    private void beat(ChannelHandlerContext context, long quietNanos) {
        if (clock.getAsLong() - lastWriteNanos >= quietNanos) {
            lastWriteNanos = clock.getAsLong();
            context.writeAndFlush(Unpooled.wrappedBuffer(new byte[] {'\n'}));
        }
    }

    private void listen(ChannelHandlerContext context, long agreedNanos) {
        if (clock.getAsLong() - lastReadNanos > 2 * agreedNanos) {
            stop();
            context.fireExceptionCaught(new ConnectionLostException("nothing was heard of the broker for twice the "
                    + TimeUnit.NANOSECONDS.toMillis(agreedNanos) + " ms agreed"));
        }
    }

    private void stop() {
        if (sending != null) {
            sending.cancel(false);
        }
        if (expecting != null) {
            expecting.cancel(false);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        lastReadNanos = clock.getAsLong();
        context.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        lastWriteNanos = clock.getAsLong();
        context.write(message, promise);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        stop();
        context.fireChannelInactive();
    }
}
