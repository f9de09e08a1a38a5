package org.stampedemq.broker;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.stampedemq.broker.destination.QueueSettings;
import org.stampedemq.broker.destination.TopicSettings;
import org.stampedemq.broker.session.SessionSettings;
import org.stampedemq.stomp.server.ServerSettings;
import org.stampedemq.storage.tiered.TieredSettings;

/** Settings of nodes in tests: free ports on loopback. */
public final class TestSettings {
    private TestSettings() {}

    public static BrokerSettings memory(Path data) {
        return with(data, "memory");
    }

    public static BrokerSettings rocksdb(Path data) {
        return with(data, "rocksdb");
    }

    /** A node over the store of that name. */
    public static BrokerSettings with(Path data, String store) {
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

    public static BrokerSettings withServer(BrokerSettings base, ServerSettings server) {
        return new BrokerSettings(
                base.nodeId(),
                base.data(),
                base.store(),
                server,
                base.sessions(),
                base.queues(),
                base.topics(),
                base.front(),
                base.stopTimeout(),
                base.crashCommand());
    }

    public static BrokerSettings withSessions(BrokerSettings base, SessionSettings sessions) {
        return new BrokerSettings(
                base.nodeId(),
                base.data(),
                base.store(),
                base.server(),
                sessions,
                base.queues(),
                base.topics(),
                base.front(),
                base.stopTimeout(),
                base.crashCommand());
    }

    public static BrokerSettings withQueues(BrokerSettings base, QueueSettings queues) {
        return new BrokerSettings(
                base.nodeId(),
                base.data(),
                base.store(),
                base.server(),
                base.sessions(),
                queues,
                base.topics(),
                base.front(),
                base.stopTimeout(),
                base.crashCommand());
    }

    public static BrokerSettings withTopics(BrokerSettings base, TopicSettings topics) {
        return new BrokerSettings(
                base.nodeId(),
                base.data(),
                base.store(),
                base.server(),
                base.sessions(),
                base.queues(),
                topics,
                base.front(),
                base.stopTimeout(),
                base.crashCommand());
    }

    public static BrokerSettings withFront(BrokerSettings base, TieredSettings front) {
        return new BrokerSettings(
                base.nodeId(),
                base.data(),
                base.store(),
                base.server(),
                base.sessions(),
                base.queues(),
                base.topics(),
                front,
                base.stopTimeout(),
                base.crashCommand());
    }

    public static BrokerSettings withStopTimeout(BrokerSettings base, Duration stopTimeout) {
        return new BrokerSettings(
                base.nodeId(),
                base.data(),
                base.store(),
                base.server(),
                base.sessions(),
                base.queues(),
                base.topics(),
                base.front(),
                stopTimeout,
                base.crashCommand());
    }
}
