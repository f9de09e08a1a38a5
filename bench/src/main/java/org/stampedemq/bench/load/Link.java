package org.stampedemq.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection to the broker: logs in, reads frames for its owner, and gathers what the owner writes in one pooled buffer that
 * leaves at the end of the turn. Every method is called on the connection's loop, unless it says otherwise.
 */
final class Link extends ChannelInboundHandlerAdapter {
    private static final int OUTPUT_BYTES = 64 << 10;
    /** How long a connection that takes no more is still read. */
    private static final int LAST_WORDS_MILLIS = 500;

    private final Target target;
    private final LinkOwner owner;
    private final FrameParser parser;
    private final CompletableFuture<Link> ready = new CompletableFuture<>();
    private @Nullable ChannelHandlerContext context;
    private @Nullable ByteBuf output;
    private @Nullable Throwable broken;
    private boolean closing;

    Link(Target target, LinkOwner owner) {
        this.target = target;
        this.owner = owner;
        this.parser = new FrameParser(new Incoming());
    }

    /** Completed once the owner has nothing more to prepare; from any thread. */
    CompletableFuture<Link> ready() {
        return ready;
    }

    EventLoop loop() {
        return channel().eventLoop();
    }

    Channel channel() {
        return context().channel();
    }

    /** Whether the socket takes more; if not, the owner hears {@link LinkOwner#writable} when it does. */
    boolean isWritable() {
        return channel().isWritable();
    }

    /** The buffer to write the next octets to, with room for at least so many. */
    ByteBuf output(int octets) {
        ByteBuf present = output;
        if (present != null && present.writableBytes() >= octets) {
            return present;
        }
        if (present != null) {
            context().write(present, context().voidPromise());
        }
        ByteBuf next = context().alloc().directBuffer(Math.max(OUTPUT_BYTES, octets));
        output = next;
        return next;
    }

    void write(String frame) {
        byte[] octets = frame.getBytes(StandardCharsets.UTF_8);
        output(octets.length).writeBytes(octets);
    }

    void flush() {
        ByteBuf present = output;
        if (present != null) {
            output = null;
            context().write(present, context().voidPromise());
            context().flush();
        }
    }

    /** From any thread. What follows is no failure. */
    void close() {
        Channel channel = channel();
        channel.eventLoop().execute(() -> {
            closing = true;
            channel.close();
        });
    }

    private ChannelHandlerContext context() {
        ChannelHandlerContext present = context;
        if (present == null) {
            throw new IllegalStateException("not connected yet");
        }
        return present;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        write(target.connectFrame());
        flush();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object octets) {
        ByteBuf in = (ByteBuf) octets;
        try {
            owner.turnBegins();
            parser.feed(in);
        } finally {
            in.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        owner.turnEnds();
        flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable()) {
            owner.writable();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        ByteBuf present = output;
        if (present != null) {
            output = null;
            present.release();
        }
        if (!closing) {
            fail(
                    broken == null
                            ? new LoadFailedException("the broker closed a connection")
                            : new LoadFailedException("a connection broke: " + broken.getMessage(), broken));
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException) {
            // a broker that refuses something closes while we write: its ERROR, if there is one, is still to be read
            broken = broken == null ? cause : broken;
            ctx.executor().schedule(() -> ctx.close(), LAST_WORDS_MILLIS, TimeUnit.MILLISECONDS);
            return;
        }
        if (!closing) {
            fail(
                    cause instanceof LoadFailedException known
                            ? known
                            : new LoadFailedException("the load program failed: " + cause, cause));
        }
        ctx.close();
    }

    private void fail(LoadFailedException failure) {
        ready.completeExceptionally(failure);
        owner.failed(failure);
    }

    private final class Incoming implements FrameSink {
        @Override
        public void connected() {
            owner.connected(Link.this);
        }

        @Override
        public void message(byte[] bytes, int ackAt, int ackBytes, int bodyAt, int bodyBytes) {
            owner.message(bytes, ackAt, ackBytes, bodyAt, bodyBytes);
        }

        @Override
        public void receipt(long receipt) {
            owner.receipt(receipt);
        }

        @Override
        public void error(String message) {
            fail(new LoadFailedException("the broker answered ERROR: " + message));
        }
    }
}
