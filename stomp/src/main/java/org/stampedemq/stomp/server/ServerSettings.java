package org.stampedemq.stomp.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * How the listeners behave. Sizes in bytes.
 *
 * @param addresses where to listen; port 0 picks a free one
 * @param loops event loops; 0 for one a core
 * @param nativeTransport epoll where there is one; else NIO
 * @param maxFrameBytes body of one frame; more is refused with ERROR
 * @param maxFrameBytesBeforeLogin the whole of a frame before {@link Connection#negotiated}
 * @param maxHeaderLineBytes one header line
 * @param maxHeaders header lines of one frame
 * @param maxHeaderBytes the header block of one frame as a whole
 * @param maxConnections more are closed at once with an ERROR
 * @param loginTimeout from accept to {@link Connection#negotiated}
 * @param maxUnwrittenBytes a connection that lets more wait unread is closed as a slow reader
 * @param slowReaderTimeout a connection whose output makes no progress for so long is closed as well
 */
public record ServerSettings(
        List<InetSocketAddress> addresses,
        int loops,
        boolean nativeTransport,
        int maxFrameBytes,
        int maxFrameBytesBeforeLogin,
        int maxHeaderLineBytes,
        int maxHeaders,
        int maxHeaderBytes,
        int maxConnections,
        Duration loginTimeout,
        long maxUnwrittenBytes,
        Duration slowReaderTimeout) {

    public static ServerSettings defaults() {
        return new ServerSettings(
                List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 61613)),
                0,
                true,
                16 << 20,
                64 << 10,
                8 << 10,
                128,
                64 << 10,
                100_000,
                Duration.ofSeconds(10),
                64L << 20,
                Duration.ofSeconds(60));
    }

    public ServerSettings withAddresses(List<InetSocketAddress> listenOn) {
        return new ServerSettings(
                listenOn,
                loops,
                nativeTransport,
                maxFrameBytes,
                maxFrameBytesBeforeLogin,
                maxHeaderLineBytes,
                maxHeaders,
                maxHeaderBytes,
                maxConnections,
                loginTimeout,
                maxUnwrittenBytes,
                slowReaderTimeout);
    }
}
