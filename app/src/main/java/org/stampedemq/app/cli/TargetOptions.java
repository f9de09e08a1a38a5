package org.stampedemq.app.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.stampedemq.app.config.NodeConfig;
import org.stampedemq.app.config.SettingsException;
import org.stampedemq.app.node.NodeFile;
import picocli.CommandLine.Mixin;

/** Which node is meant: the one of a data directory, or whoever has the usual ports. */
final class TargetOptions {
    private static final String USUAL_HTTP = "http://127.0.0.1:61680";
    private static final String USUAL_STOMP = "127.0.0.1:61613";

    @Mixin
    final NodeOptions node = new NodeOptions();

    String http() throws SettingsException, CommandFailed {
        return find().map(NodeFile::http).orElse(USUAL_HTTP);
    }

    /** host:port */
    String stomp() throws SettingsException, CommandFailed {
        return find().flatMap(found -> found.stomp().stream().findFirst()).orElse(USUAL_STOMP);
    }

    private Optional<NodeFile> find() throws SettingsException, CommandFailed {
        Path data = NodeConfig.data(node.settings(), NodeOptions.home());
        try {
            Optional<NodeFile> found = NodeFile.read(data)
                    .filter(file -> ProcessHandle.of(file.pid()).isPresent());
            if (found.isEmpty() && node.data.isPresent()) {
                throw new CommandFailed(
                        Exit.NOT_RUNNING, "No node runs on " + data + "; start one with `stampede start`.");
            }
            return found;
        } catch (IOException e) {
            throw new CommandFailed(
                    Exit.FAILED,
                    "The node on " + data + " cannot be found: " + e.getMessage() + "; try --url or --address.",
                    e);
        }
    }
}
