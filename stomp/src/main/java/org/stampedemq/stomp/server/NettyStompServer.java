package org.stampedemq.stomp.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** A {@link StompServer} on Netty's event loops: native epoll where it is wanted and there, else NIO. */
public final class NettyStompServer implements StompServer {
    private static final int BACKLOG = 1024;

    private final ServerSettings settings;
    private final MultiThreadIoEventLoopGroup group;
    private final boolean epoll;
    private final Map<EventLoop, NettyLoop> byEventLoop = new HashMap<>();
    private final List<NettyLoop> loops = new ArrayList<>();
    private final List<Channel> listeners = new CopyOnWriteArrayList<>();
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final AtomicBoolean ended = new AtomicBoolean();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicLong ids = new AtomicLong();

    private NettyStompServer(ServerSettings settings, LongSupplier clockMillis) {
        this.settings = settings;
        this.epoll = settings.nativeTransport() && Epoll.isAvailable();
        IoHandlerFactory handlers = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        int count =
                settings.loops() > 0 ? settings.loops() : Runtime.getRuntime().availableProcessors();
        this.group = new MultiThreadIoEventLoopGroup(count, this::thread, handlers);
        ByteBufAllocator allocator = PooledByteBufAllocator.DEFAULT;
        for (EventExecutor executor : group) {
            SingleThreadIoEventLoop eventLoop = (SingleThreadIoEventLoop) executor;
            NettyLoop loop = new NettyLoop(
                    eventLoop, eventLoop::executeAfterEventLoopIteration, loops.size(), allocator, clockMillis);
            loops.add(loop);
            byEventLoop.put(eventLoop, loop);
            loop.start();
        }
    }

    /**
     * Starts the event loops; {@link #listen} opens the doors.
     *
     * @param clockMillis a clock that never goes back, for deadlines and heart-beats; read on the loops
     */
    public static NettyStompServer start(ServerSettings settings, LongSupplier clockMillis) {
        return new NettyStompServer(settings, clockMillis);
    }

    @Override
    public List<Loop> loops() {
        return List.copyOf(loops);
    }

    @Override
    public List<InetSocketAddress> listen(Function<Connection, ConnectionHandler> handlers) throws IOException {
        Class<? extends ServerSocketChannel> type =
                epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(group)
                .channel(type)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childHandler(new ConnectionPipeline(settings, byEventLoop, handlers, open, ids));
        List<InetSocketAddress> bound = new ArrayList<>();
        for (InetSocketAddress address : settings.addresses()) {
            var binding = bootstrap.bind(address).awaitUninterruptibly();
            if (!binding.isSuccess()) {
                stopListening();
                Throwable cause = binding.cause();
                throw new IOException("cannot listen on " + address + ": " + cause.getMessage(), cause);
            }
            Channel listener = binding.channel();
            listeners.add(listener);
            bound.add((InetSocketAddress) listener.localAddress());
        }
        return List.copyOf(bound);
    }

    @Override
    public void stopListening() {
        for (Channel listener : listeners) {
            listener.close().awaitUninterruptibly();
        }
        listeners.clear();
    }

    @Override
    public int connections() {
        return open.get();
    }

    @Override
    public void close() {
        if (ended.getAndSet(true)) {
            return;
        }
        stopListening();
        CompletableFuture.allOf(loops.stream().map(NettyLoop::closeConnections).toArray(CompletableFuture[]::new))
                .join();
        loops.forEach(loop -> loop.execute(loop::stop));
        group.shutdownGracefully(0, 10, TimeUnit.SECONDS).awaitUninterruptibly();
        // The group is done a moment before its threads are.
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Thread thread(Runnable eventLoop) {
        Thread thread = new FastThreadLocalThread(eventLoop, "stomp-loop-" + threads.size());
        threads.add(thread);
        return thread;
    }
}
