package org.stampedemq.gateway;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * How the HTTP listener behaves. Sizes in bytes.
 *
 * @param address where to listen; port 0 picks a free one
 * @param hosts names that a {@code Host} header may carry besides {@code localhost} and IP addresses; a request for
 *     another name is refused, because a hostile page can point a name of its own at this node
 * @param maxBodyBytes of a request; more is refused with 413
 * @param maxHeaderBytes of a request; more is refused with 431
 * @param maxConnections more are closed at once
 * @param idleTimeout a connection that is silent for so long is closed
 * @param answerTimeout a request that the broker does not answer for so long gets 504
 */
public record GatewaySettings(
        InetSocketAddress address,
        List<String> hosts,
        int maxBodyBytes,
        int maxHeaderBytes,
        int maxConnections,
        Duration idleTimeout,
        Duration answerTimeout) {
    public GatewaySettings {
        hosts = List.copyOf(hosts);
    }

    public static GatewaySettings defaults() {
        return new GatewaySettings(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 61680),
                List.of(),
                64 << 10,
                8 << 10,
                256,
                Duration.ofSeconds(30),
                Duration.ofSeconds(10));
    }

    public GatewaySettings withAddress(InetSocketAddress listenOn) {
        return new GatewaySettings(
                listenOn, hosts, maxBodyBytes, maxHeaderBytes, maxConnections, idleTimeout, answerTimeout);
    }
}
