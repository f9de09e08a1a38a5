package org.stampedemq.broker;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Settings of nodes in tests: free ports on loopback. */
public final class TestSettings {
    private TestSettings() {}

    public static BrokerSettings memory(Path data) {
        return with(data, "memory");
    }

    public static BrokerSettings rocksdb(Path data) {
        return with(data, "rocksdb");
    }

    private static BrokerSettings with(Path data, String store) {
        BrokerSettings defaults = BrokerSettings.defaults(data);
        return new BrokerSettings(
                "test",
                data,
                store,
                defaults.server().withAddresses(List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))),
                defaults.sessions(),
                defaults.queues(),
                defaults.topics(),
                defaults.front(),
                Duration.ofSeconds(10),
                List.of());
    }
}
