package org.stampedemq.broker;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.stampedemq.broker.destination.QueueSettings;
import org.stampedemq.broker.destination.TopicSettings;
import org.stampedemq.broker.session.SessionSettings;
import org.stampedemq.stomp.server.ServerSettings;
import org.stampedemq.storage.tiered.TieredSettings;

/**
 * Everything a node can be told, one record for each part that listens.
 *
 * @param nodeId names the node in ids and logs
 * @param data where the store keeps its files; created if absent
 * @param store {@code rocksdb}, or {@code memory} for tests: gone with the process
 * @param front its bytes are those of the whole node; each lane gets its part
 * @param stopTimeout how long a stop may wait for clients and flushes
 * @param crashCommand program and arguments, run when a vital thread dies, with the crash file as last argument; may be empty
 */
public record BrokerSettings(
        String nodeId,
        Path data,
        String store,
        ServerSettings server,
        SessionSettings sessions,
        QueueSettings queues,
        TopicSettings topics,
        TieredSettings front,
        Duration stopTimeout,
        List<String> crashCommand) {
    public BrokerSettings {
        crashCommand = List.copyOf(crashCommand);
    }

    public static BrokerSettings defaults(Path data) {
        return new BrokerSettings(
                "stampede",
                data,
                "rocksdb",
                ServerSettings.defaults(),
                SessionSettings.defaults(),
                QueueSettings.defaults(),
                TopicSettings.defaults(),
                TieredSettings.defaults(),
                Duration.ofSeconds(10),
                List.of());
    }
}
