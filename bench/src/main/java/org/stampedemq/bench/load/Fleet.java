package org.stampedemq.bench.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/**
 * The event loops and connections of a run, and the first thing that went wrong. Used by the thread that runs the scenario,
 * which does all its waiting here, so that a failure ends it at once.
 */
final class Fleet implements AutoCloseable {
    private static final int READ_BYTES = 64 << 10;
    private static final int CONNECT_SECONDS = 60;
    /** A loopback address has 28,232 ports to connect from as Linux comes; more connections take more addresses. */
    private static final int PORTS_PER_ADDRESS = 20_000;

    private static final int CONNECTING_AT_ONCE = 100;

    private final Target target;
    private final LongSupplier clock;
    private final MultiThreadIoEventLoopGroup loops;
    private final Bootstrap bootstrap;
    private final CompletableFuture<LoadFailedException> failure = new CompletableFuture<>();
    private final List<Link> links = new ArrayList<>();

    Fleet(Target target, int threads, LongSupplier clock) {
        this.target = target;
        this.clock = clock;
        boolean epoll = Epoll.isAvailable();
        IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        this.loops = new MultiThreadIoEventLoopGroup(threads, io);
        this.bootstrap = new Bootstrap()
                .group(loops)
                .channel(epoll ? EpollSocketChannel.class : NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 10_000)
                // a failed write must not hide the ERROR that waits to be read
                .option(ChannelOption.AUTO_CLOSE, false)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(READ_BYTES))
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(128 << 10, 512 << 10));
    }

    /** What links tell their failures to. Any thread; the first counts. */
    void fail(LoadFailedException cause) {
        failure.complete(cause);
    }

    /** Connects one by one and waits until all are ready, a bounded number being under way at any time. */
    List<Link> connectAll(List<? extends LinkOwner> owners) {
        List<Link> connected = new ArrayList<>(owners.size());
        Queue<Link> underWay = new ArrayDeque<>();
        for (LinkOwner owner : owners) {
            if (underWay.size() >= CONNECTING_AT_ONCE) {
                awaitReady(underWay.remove());
            }
            Link link = connect(owner);
            connected.add(link);
            underWay.add(link);
        }
        underWay.forEach(this::awaitReady);
        return connected;
    }

    private Link connect(LinkOwner owner) {
        Link link = new Link(target, owner);
        Bootstrap own = bootstrap.clone().handler(new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline().addLast(link);
            }
        });
        int address = links.size() / PORTS_PER_ADDRESS;
        if (address > 0) {
            own.localAddress(new InetSocketAddress("127.0.0." + (1 + address), 0));
        }
        links.add(link);
        own.connect(target.host(), target.port()).addListener(done -> {
            if (!done.isSuccess()) {
                link.ready()
                        .completeExceptionally(new LoadFailedException("cannot connect to " + target.host() + ":"
                                + target.port() + ": " + done.cause().getMessage()));
            }
        });
        return link;
    }

    private void awaitReady(Link link) {
        CompletableFuture<?> either = CompletableFuture.anyOf(link.ready(), failure);
        try {
            either.get(CONNECT_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new LoadFailedException("no answer to CONNECT or SUBSCRIBE in " + CONNECT_SECONDS + " s", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof LoadFailedException known
                    ? known
                    : new LoadFailedException("connecting failed: " + e.getCause(), e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
        throwIfFailed();
    }

    /** Waits until the clock says so, or throws what went wrong before. */
    void awaitUntil(long nanos) {
        long left = nanos - clock.getAsLong();
        try {
            if (left > 0) {
                failure.get(left, TimeUnit.NANOSECONDS);
            }
        } catch (TimeoutException e) {
            return;
        } catch (ExecutionException e) {
            throw new LoadFailedException("the run failed: " + e.getCause(), e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
        throwIfFailed();
    }

    /** The same, {@code nanos} from now. */
    void await(long nanos) {
        awaitUntil(clock.getAsLong() + nanos);
    }

    private void throwIfFailed() {
        if (failure.isDone()) {
            throw failure.join();
        }
    }

    /** Runs the action on the loop of that link and waits for it, so that the caller then sees what the loop did. */
    void onLoop(Link link, Runnable action) {
        try {
            link.loop().submit(action).get(10, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new LoadFailedException("the load program's own event loop did not answer", e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static LoadFailedException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new LoadFailedException("interrupted", e);
    }

    /** Closes the connections and ends the loops; the books may be read from here on. Waits. */
    @Override
    public void close() {
        for (Link link : links) {
            if (link.ready().isDone() && !link.ready().isCompletedExceptionally()) {
                link.close();
            }
        }
        loops.shutdownGracefully(10, 10_000, TimeUnit.MILLISECONDS).awaitUninterruptibly();
    }
}
