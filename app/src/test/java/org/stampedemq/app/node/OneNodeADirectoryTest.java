package org.stampedemq.app.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OneNodeADirectoryTest {
    @TempDir
    private Path parent;

    @Test
    void aSecondNodeIsRefusedUntilTheFirstIsGone() throws Exception {
        Path data = parent.resolve("a/b/data");
        try (DataDirectory first = DataDirectory.lock(data)) {
            assertThat(first.path()).isEqualTo(data);
            assertThat(DataDirectory.holder(data))
                    .contains(ProcessHandle.current().pid());
            assertThatThrownBy(() -> DataDirectory.lock(data))
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining(
                            "in use by process " + ProcessHandle.current().pid())
                    .hasMessageContaining("stampede stop");
        }
        assertThat(DataDirectory.holder(data)).isEmpty();
        DataDirectory.lock(data).close();
    }

    @Test
    void onlyItsOwnerMayLookIn() throws Exception {
        Path data = parent.resolve("data");
        DataDirectory.prepare(data);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data)))
                .isEqualTo("rwx------");
        new NodeFile(1, "n", "http://127.0.0.1:1", List.of("127.0.0.1:2")).write(data);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("node.json"))))
                .isEqualTo("rw-------");
    }

    @Test
    void aDirectoryOfSomebodyElseIsLeftAlone() throws IOException {
        Files.writeString(parent.resolve("thesis.txt"), "mine");
        assertThatThrownBy(() -> DataDirectory.lock(parent))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("no data directory of Stampede");
        try (var files = Files.list(parent)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void aNewerLayoutIsRefused() throws IOException {
        Files.writeString(parent.resolve("stampede.layout"), "stampede data directory, layout 99\n");
        assertThatThrownBy(() -> DataDirectory.lock(parent)).hasMessageContaining("another version");
    }

    @Test
    void aFileIsNoDirectory() throws IOException {
        Path file = Files.writeString(parent.resolve("file"), "");
        assertThatThrownBy(() -> DataDirectory.lock(file)).hasMessageContaining("not a directory");
        assertThatThrownBy(() -> DataDirectory.lock(file.resolve("below"))).isInstanceOf(StartException.class);
    }

    @Test
    void aFreshFileSystemIsEmptyEnough() throws Exception {
        Files.createDirectory(parent.resolve("lost+found"));
        DataDirectory.lock(parent).close();
        assertThat(DataDirectory.holder(parent)).isEmpty();
    }

    @Test
    void theNodeFileComesBackAsItWasWritten() throws IOException {
        assertThat(NodeFile.read(parent)).isEmpty();
        NodeFile file = new NodeFile(42, "n\"1", "http://[::1]:61680", List.of("127.0.0.1:1", "[::1]:2"));
        file.write(parent);
        assertThat(NodeFile.read(parent)).isEqualTo(Optional.of(file));
        Files.writeString(parent.resolve("node.json"), "{\"pid\":");
        assertThatThrownBy(() -> NodeFile.read(parent)).isInstanceOf(IOException.class);
    }
}
