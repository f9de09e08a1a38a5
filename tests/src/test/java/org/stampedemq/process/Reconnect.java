package org.stampedemq.process;

import java.net.InetSocketAddress;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.stampedemq.broker.Wire;

/** Connects as soon as there is a node to connect to. */
final class Reconnect {
    private Reconnect() {}

    static Wire to(InetSocketAddress address) {
        return Awaitility.await("a node at " + address)
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(20))
                .ignoreExceptions()
                .until(() -> Wire.connect(address), wire -> true);
    }
}
