package org.stampedemq.app.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stampedemq.app.config.NodeConfig;
import org.stampedemq.app.config.Settings;
import org.stampedemq.app.config.SettingsException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What {@code run} and {@code start} take. */
final class RunOptions {
    @Mixin
    final NodeOptions node = new NodeOptions();

    @Option(names = "--bind", paramLabel = "ADDR", description = "Address to listen on. Default: 127.0.0.1.")
    private Optional<String> bind = Optional.empty();

    @Option(names = "--port", paramLabel = "N", description = "STOMP port; 0 picks a free one. Default: 61613.")
    private Optional<String> port = Optional.empty();

    @Option(names = "--http-port", paramLabel = "N", description = "HTTP port; 0 picks a free one. Default: 61680.")
    private Optional<String> httpPort = Optional.empty();

    @Option(names = "--store", paramLabel = "URL", description = "What keeps the messages: rocksdb or memory.")
    private Optional<String> store = Optional.empty();

    @Option(names = "--node-id", paramLabel = "NAME", description = "Name of the node. Default: stampede.")
    private Optional<String> nodeId = Optional.empty();

    NodeConfig read() throws SettingsException {
        Map<String, String> flags = new LinkedHashMap<>();
        bind.ifPresent(value -> {
            flags.put("stomp.bind", value);
            flags.put("http.bind", value);
        });
        port.ifPresent(value -> flags.put("stomp.port", value));
        httpPort.ifPresent(value -> flags.put("http.port", value));
        store.ifPresent(value -> flags.put("store", value));
        nodeId.ifPresent(value -> flags.put("node.id", value));
        Settings settings = node.settings(flags);
        return NodeConfig.read(settings, NodeOptions.home());
    }

    /** The same options for another process. */
    List<String> arguments() {
        List<String> arguments = new ArrayList<>();
        add(arguments, "--config", node.config.map(RunOptions::absolute));
        add(arguments, "--data", node.data.map(RunOptions::absolute));
        add(arguments, "--bind", bind);
        add(arguments, "--port", port);
        add(arguments, "--http-port", httpPort);
        add(arguments, "--store", store);
        add(arguments, "--node-id", nodeId);
        node.set.forEach((key, value) -> arguments.add("--set=" + key + "=" + value));
        return arguments;
    }

    private static String absolute(Path path) {
        return path.toAbsolutePath().toString();
    }

    private static void add(List<String> arguments, String option, Optional<String> value) {
        value.ifPresent(given -> arguments.add(option + "=" + given));
    }
}
