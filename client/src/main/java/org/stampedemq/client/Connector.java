package org.stampedemq.client;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Which address is next, and when. On the loop. */
final class Connector {
    private final ClientSettings settings;
    private final EventLoopGroup loop;
    private final Wire.Owner owner;
    private final Bootstrap bootstrap;
    private int next;
    /** Addresses tried since the last success. */
    private int tried;

    private boolean stopped;

    Connector(ClientSettings settings, EventLoopGroup loop, boolean epoll, Wire.Owner owner) {
        this.settings = settings;
        this.loop = loop;
        this.owner = owner;
        this.bootstrap = new Bootstrap()
                .group(loop)
                .channel(epoll ? EpollSocketChannel.class : NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                // a failed write must not hide the ERROR that waits to be read
                .option(ChannelOption.AUTO_CLOSE, false)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        Math.min(settings.connectTimeout().toMillis(), Integer.MAX_VALUE));
    }

    /** Tries the next address; the owner hears how it went. */
    void connect() {
        if (stopped) {
            return;
        }
        InetSocketAddress address = settings.addresses().get(next);
        tried++;
        Wire wire = new Wire(settings, owner);
        bootstrap
                .clone()
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        wire.addTo(channel);
                    }
                })
                .connect(address)
                .addListener(done -> {
                    if (!done.isSuccess()) {
                        owner.lost(
                                wire,
                                new ConnectionLostException(
                                        "cannot connect to " + shown(address) + ": "
                                                + done.cause().getMessage(),
                                        done.cause()));
                    }
                });
    }

    private static String shown(InetSocketAddress address) {
        return address.getHostString() + ":" + address.getPort();
    }

    /** The address of the connection in hand. */
    InetSocketAddress address() {
        return settings.addresses().get(next);
    }

    void succeeded() {
        tried = 0;
    }

    boolean hasUntriedAddress() {
        return tried < settings.addresses().size();
    }

    /** Whether the back-off allows another attempt. */
    boolean mayRetry() {
        return (long) tried
                < (long) settings.backoff().attempts() * settings.addresses().size();
    }

    /**
     * Tries the next address: at once as long as there is one that was not tried since the last success, else after a pause.
     *
     * @param pauses not while connecting for the first time
     */
    void connectLater(boolean pauses) {
        int count = settings.addresses().size();
        // after a loss the same address comes first: most often it was the connection that broke
        next = tried == 0 ? next : (next + 1) % count;
        int rounds = tried / count;
        boolean roundBegins = tried % count == 0;
        Duration pause =
                pauses && roundBegins ? settings.backoff().pause(rounds + 1, settings.random()) : Duration.ZERO;
        loop.schedule(this::connect, pause.toNanos(), TimeUnit.NANOSECONDS);
    }

    void stop() {
        stopped = true;
    }
}
