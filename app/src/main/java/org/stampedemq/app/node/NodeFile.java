package org.stampedemq.app.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stampedemq.app.json.JsonText;

/**
 * Where the node of a data directory can be reached: {@code node.json}, there while the node is ready, readable by its
 * owner only.
 *
 * @param pid its process
 * @param http {@code http://host:port}
 * @param stomp {@code host:port} of each listener
 */
public record NodeFile(long pid, String nodeId, String http, List<String> stomp) {
    private static final String NAME = "node.json";

    public NodeFile {
        stomp = List.copyOf(stomp);
    }

    /** Written aside and moved, so that nobody reads half of it. */
    void write(Path data) throws IOException {
        Path temporary = Files.createTempFile(
                data, NAME, ".tmp", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(
                temporary, JsonText.render(Map.of("pid", pid, "nodeId", nodeId, "http", http, "stomp", stomp)) + "\n");
        Files.move(temporary, data.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
    }

    static void remove(Path data) throws IOException {
        Files.deleteIfExists(data.resolve(NAME));
    }

    /** What a node wrote, whether or not it still lives; empty if none did. */
    public static Optional<NodeFile> read(Path data) throws IOException {
        try {
            Map<String, Object> json = JsonText.parse(Files.readString(data.resolve(NAME)));
            if (json.get("pid") instanceof Number pid
                    && json.get("nodeId") instanceof String nodeId
                    && json.get("http") instanceof String http
                    && json.get("stomp") instanceof List<?> stomp) {
                return Optional.of(new NodeFile(
                        pid.longValue(),
                        nodeId,
                        http,
                        stomp.stream().map(Object::toString).toList()));
            }
            throw new IOException(data.resolve(NAME) + " is damaged");
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
