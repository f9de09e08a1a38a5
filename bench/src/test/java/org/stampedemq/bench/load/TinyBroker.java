package org.stampedemq.bench.load;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A broker of one event loop that keeps everything in memory, and can be told to lose, double, swap or hold up deliveries. It knows just
 * what the load program sends. Prefetch is not looked at; a queue gives each message to its subscribers in turn.
 */
final class TinyBroker implements AutoCloseable {
    /** What is to go wrong, by the number of the delivery; 0 for never. */
    record Faults(int lose, int duplicate, int swapWithNext, int stallFor400Millis) {
        static final Faults NONE = new Faults(0, 0, 0, 0);
    }

    private final MultiThreadIoEventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Channel server;
    private final Faults faults;
    private final Map<String, Deque<byte[]>> waiting = new HashMap<>();
    private final Map<String, List<Channel>> subscribers = new HashMap<>();
    private final AtomicInteger acks = new AtomicInteger();
    private byte[] heldBack = {};
    private int deliveries;
    private boolean stalled;

    TinyBroker(Faults faults) {
        this.faults = faults;
        this.server = new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new Frames());
                    }
                })
                .bind("127.0.0.1", 0)
                .syncUninterruptibly()
                .channel();
    }

    int port() {
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    int acks() {
        return acks.get();
    }

    @Override
    public void close() {
        loop.shutdownGracefully(0, 1_000, TimeUnit.MILLISECONDS).awaitUninterruptibly();
    }

    private void handle(Channel client, String command, Map<String, String> headers, byte[] body) {
        switch (command) {
            case "CONNECT" -> reply(client, "CONNECTED\nversion:1.2\n\n\0\n");
            case "SUBSCRIBE" -> {
                String destination = headers.getOrDefault("destination", "");
                subscribers.computeIfAbsent(destination, d -> new ArrayList<>()).add(client);
                receipt(client, headers);
                drain(destination);
            }
            case "SEND" -> {
                String destination = headers.getOrDefault("destination", "");
                if (destination.contains("forbidden")) {
                    reply(client, "ERROR\nmessage:not allowed\n\nnobody may send there\0");
                    client.close();
                    return;
                }
                waiting.computeIfAbsent(destination, d -> new ArrayDeque<>()).add(body);
                drain(destination);
                receipt(client, headers);
            }
            case "ACK" -> acks.incrementAndGet();
            default -> client.close();
        }
    }

    private void drain(String destination) {
        List<Channel> listeners = subscribers.getOrDefault(destination, List.of());
        Deque<byte[]> queue = waiting.getOrDefault(destination, new ArrayDeque<>());
        if (listeners.isEmpty()) {
            if (destination.startsWith("/topic/")) {
                queue.clear();
            }
            return;
        }
        while (!queue.isEmpty() && !stalled) {
            byte[] body = queue.remove();
            if (destination.startsWith("/topic/")) {
                listeners.forEach(listener -> deliver(listener, body));
            } else {
                deliver(listeners.get(deliveries % listeners.size()), body);
            }
        }
    }

    private void deliver(Channel listener, byte[] body) {
        deliveries++;
        if (deliveries == faults.stallFor400Millis()) {
            stalled = true;
            loop.schedule(this::goOn, 400, TimeUnit.MILLISECONDS);
        }
        if (deliveries == faults.lose()) {
            return;
        }
        if (deliveries == faults.swapWithNext()) {
            heldBack = body;
            return;
        }
        write(listener, body);
        if (deliveries == faults.duplicate()) {
            write(listener, body);
        }
        if (heldBack.length > 0) {
            write(listener, heldBack);
            heldBack = new byte[0];
        }
    }

    private void goOn() {
        stalled = false;
        List.copyOf(waiting.keySet()).forEach(this::drain);
    }

    private void write(Channel listener, byte[] body) {
        String headers = "MESSAGE\nsubscription:0\nmessage-id:" + deliveries + "\nack:a\\c" + deliveries
                + "\ndestination:/x\ncontent-length:" + body.length + "\n\n";
        ByteBuf frame = listener.alloc().buffer();
        frame.writeBytes(headers.getBytes(StandardCharsets.UTF_8))
                .writeBytes(body)
                .writeByte(0);
        listener.writeAndFlush(frame, listener.voidPromise());
    }

    private static void receipt(Channel client, Map<String, String> headers) {
        String wanted = headers.get("receipt");
        if (wanted != null) {
            reply(client, "RECEIPT\nreceipt-id:" + wanted + "\n\n\0");
        }
    }

    private static void reply(Channel client, String frame) {
        ByteBuf octets = client.alloc().buffer();
        octets.writeBytes(frame.getBytes(StandardCharsets.UTF_8));
        client.writeAndFlush(octets, client.voidPromise());
    }

    private final class Frames extends ByteToMessageDecoder {
        /** A client that leaves without a word is no event here. */
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }

        @Override
        protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
            while (in.isReadable() && in.getByte(in.readerIndex()) == '\n') {
                in.skipBytes(1);
            }
            int from = in.readerIndex();
            int headerEnd = -1;
            for (int i = from; i + 1 < in.writerIndex() && headerEnd < 0; i++) {
                headerEnd = in.getByte(i) == '\n' && in.getByte(i + 1) == '\n' ? i + 2 : -1;
            }
            if (headerEnd < 0) {
                return;
            }
            String[] lines = in.toString(from, headerEnd - 2 - from, StandardCharsets.UTF_8)
                    .split("\n", -1);
            Map<String, String> headers = new HashMap<>();
            for (int i = 1; i < lines.length; i++) {
                int colon = lines[i].indexOf(':');
                headers.putIfAbsent(lines[i].substring(0, colon), lines[i].substring(colon + 1));
            }
            int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
            if (in.writerIndex() < headerEnd + length + 1) {
                return;
            }
            byte[] body = new byte[length];
            in.getBytes(headerEnd, body);
            in.readerIndex(headerEnd + length + 1);
            handle(context.channel(), lines[0], headers, body);
        }
    }
}
