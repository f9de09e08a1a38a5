package org.stampedemq.stomp.server;

import io.netty.handler.codec.stomp.DefaultStompFrame;
import io.netty.handler.codec.stomp.StompCommand;
import io.netty.handler.codec.stomp.StompHeaders;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.stampedemq.stomp.codec.FrameView;
import org.stampedemq.stomp.frame.HeaderName;
import org.stampedemq.stomp.frame.HeaderSet;
import org.stampedemq.stomp.frame.Negotiation;
import org.stampedemq.stomp.frame.ProtocolException;

/** A server on a free port whose sessions log in whoever comes and send every SEND back to its sender. */
final class EchoServer implements AutoCloseable {
    static final HeaderSet BROKERS_OWN =
            HeaderSet.of(HeaderName.DESTINATION, HeaderName.RECEIPT, HeaderName.MESSAGE_ID, HeaderName.SUBSCRIPTION);

    final AtomicLong clockMillis = new AtomicLong(1_000_000);
    final Queue<CloseReason> closed = new ConcurrentLinkedQueue<>();
    final Queue<Boolean> writability = new ConcurrentLinkedQueue<>();
    final Queue<Connection> connections = new ConcurrentLinkedQueue<>();
    final Queue<String> commands = new ConcurrentLinkedQueue<>();
    final InetSocketAddress address;
    final NettyStompServer server;
    volatile Duration serverBeat = Duration.ofSeconds(10);

    EchoServer() throws IOException {
        this(settings -> settings);
    }

    EchoServer(UnaryOperator<ServerSettings> change) throws IOException {
        ServerSettings settings = change.apply(
                settings().withAddresses(List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))));
        server = NettyStompServer.start(settings, clockMillis::get);
        address = server.listen(Session::new).get(0);
    }

    static ServerSettings settings() {
        ServerSettings d = ServerSettings.defaults();
        return new ServerSettings(
                d.addresses(),
                1,
                d.nativeTransport(),
                d.maxFrameBytes(),
                d.maxFrameBytesBeforeLogin(),
                d.maxHeaderLineBytes(),
                d.maxHeaders(),
                d.maxHeaderBytes(),
                d.maxConnections(),
                d.loginTimeout(),
                d.maxUnwrittenBytes(),
                d.slowReaderTimeout());
    }

    WireClient client() throws IOException {
        return new WireClient(address);
    }

    /** The connection that came last. */
    Connection last() {
        Connection last = null;
        for (Connection connection : connections) {
            last = connection;
        }
        if (last == null) {
            throw new IllegalStateException("no connection yet");
        }
        return last;
    }

    @Override
    public void close() {
        server.close();
    }

    private final class Session implements ConnectionHandler {
        private final Connection connection;
        private final MessagePrefix prefix = new MessagePrefix();

        Session(Connection connection) {
            this.connection = connection;
            connections.add(connection);
        }

        @Override
        public void frame(FrameView frame) throws ProtocolException {
            commands.add(frame.command().name());
            switch (frame.command()) {
                case CONNECT, STOMP -> connect(frame);
                case SEND -> echo(frame);
                case DISCONNECT -> {
                    receipt(frame);
                    connection.closeAfterFlush();
                }
                default -> receipt(frame);
            }
        }

        private void connect(FrameView frame) throws ProtocolException {
            Negotiation agreed = Negotiation.of(
                    frame.value(HeaderName.ACCEPT_VERSION), frame.value(HeaderName.HEART_BEAT), serverBeat, serverBeat);
            connection.negotiated(agreed.version(), agreed.toSend(), agreed.toExpect());
            DefaultStompFrame connected = new DefaultStompFrame(StompCommand.CONNECTED);
            connected.headers().set(StompHeaders.VERSION, agreed.version().text());
            connection.send(connected);
        }

        private void echo(FrameView frame) throws ProtocolException {
            if ("pause".equals(frame.value(HeaderName.DESTINATION))) {
                connection.pauseReading();
            }
            if ("refuse".equals(frame.value(HeaderName.DESTINATION))) {
                throw new ProtocolException("refused as asked");
            }
            if ("fail".equals(frame.value(HeaderName.DESTINATION))) {
                throw new IllegalStateException("failed as asked");
            }
            ByteBuffer tail = ByteBuffer.allocate(frame.tailLength(BROKERS_OWN));
            int headerOctets = frame.writeTail(BROKERS_OWN, tail);
            byte @Nullable [] destination = frame.rawValue(HeaderName.DESTINATION);
            prefix.destination = destination == null ? new byte[0] : destination;
            prefix.messageIdPrefix = "m-".getBytes(StandardCharsets.US_ASCII);
            prefix.subscription = "s".getBytes(StandardCharsets.US_ASCII);
            prefix.sequence++;
            prefix.ack = prefix.sequence;
            prefix.timestampMillis = 1;
            connection.message(
                    prefix, tail.flip().asReadOnlyBuffer(), headerOctets, frame.tailHoldsBackslash(BROKERS_OWN));
            receipt(frame);
        }

        private void receipt(FrameView frame) {
            byte[] id = frame.rawValue(HeaderName.RECEIPT);
            if (id != null) {
                connection.receipt(id, false);
            }
        }

        @Override
        public void writabilityChanged(boolean writable) {
            writability.add(writable);
        }

        @Override
        public void closed(CloseReason reason) {
            closed.add(reason);
        }
    }
}
