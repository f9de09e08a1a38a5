package org.stampedemq.app.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.stampedemq.broker.BrokerSettings;
import org.stampedemq.gateway.GatewaySettings;

/**
 * Everything that a node of this program is told: the settings of its parts and what remains.
 *
 * @param data the data directory, absolute; the messages lie in store/ below it
 * @param drain how long a stop waits for clients to leave
 * @param crashTimeout how long the crash command may take
 * @param logLevel of everything that is not more specific in logback.xml
 */
public record NodeConfig(
        Path data,
        BrokerSettings broker,
        GatewaySettings gateway,
        Duration drain,
        Duration crashTimeout,
        String logLevel) {
    private static final Pattern NODE_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.-]{0,62}");
    private static final List<String> STORES = List.of("rocksdb", "memory");
    private static final List<String> LEVELS = List.of("error", "warn", "info", "debug", "trace");

    /**
     * Reads and checks every key.
     *
     * @param home where a relative data directory begins
     */
    public static NodeConfig read(Settings settings, Path home) throws SettingsException {
        Path data = data(settings, home);
        String nodeId = settings.text("node.id");
        if (!NODE_ID.matcher(nodeId).matches()) {
            throw settings.refused("node.id", "up to 63 letters, digits, dots and hyphens");
        }
        BrokerSettings broker = new BrokerSettings(
                nodeId,
                data,
                oneOf(settings, "store", STORES),
                ServerKeys.read(settings),
                SessionKeys.read(settings),
                QueueKeys.read(settings),
                TopicKeys.read(settings),
                FrontKeys.read(settings),
                settings.duration("stop.timeout", Duration.ofMillis(100), Duration.ofHours(1)),
                settings.texts("crash.command"));
        GatewaySettings gateway = GatewayKeys.read(settings);
        if (!settings.flag("insecure.open-to-network")) {
            boolean wide = !gateway.address().getAddress().isLoopbackAddress()
                    || broker.server().addresses().stream()
                            .anyMatch(address -> !address.getAddress().isLoopbackAddress());
            if (wide) {
                throw new SettingsException(
                        "Stampede has no users yet, so it listens on loopback only: bind to 127.0.0.1,"
                                + " or let in anybody who reaches the port with --set insecure.open-to-network=true.");
            }
        }
        return new NodeConfig(
                data,
                broker,
                gateway,
                settings.duration("stop.drain", Duration.ZERO, Duration.ofDays(1)),
                settings.duration("crash.timeout", Duration.ofMillis(100), Duration.ofHours(1)),
                oneOf(settings, "log.level", LEVELS));
    }

    /** The data directory alone, for commands that look for a node. */
    public static Path data(Settings settings, Path home) throws SettingsException {
        return home.resolve(settings.text("data")).toAbsolutePath().normalize();
    }

    private static String oneOf(Settings settings, String key, List<String> allowed) throws SettingsException {
        String value = settings.text(key);
        if (!allowed.contains(value)) {
            throw settings.refused(key, "one of " + String.join(", ", allowed));
        }
        return value;
    }
}
