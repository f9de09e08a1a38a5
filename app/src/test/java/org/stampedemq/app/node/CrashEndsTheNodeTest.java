package org.stampedemq.app.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a real process, because what ends is the process. */
class CrashEndsTheNodeTest {
    @TempDir
    private Path data;

    @Test
    void itTellsWhatItKnewRunsTheCommandAndIsGone() throws Exception {
        Path told = data.resolve("told");
        assertThat(exitCodeOf("30", "sh", "-c", "cp \"$0\" " + told)).isEqualTo(70);
        Path file = crashFile();
        assertThat(Files.readString(file))
                .contains("Stampede test died at")
                .contains("Thread lane-0:")
                .contains("the lane lost its mind")
                .contains("Caused by: java.lang.IllegalArgumentException: cause")
                .contains("one of the last lines")
                .contains("main WAITING");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(told).hasSameTextualContentAs(file);
    }

    @Test
    void aCommandThatHangsIsNotWaitedFor() throws Exception {
        assertThat(exitCodeOf("1", "sh", "-c", "exec sleep 600")).isEqualTo(70);
        assertThat(crashFile()).isNotEmptyFile();
    }

    @Test
    void aCommandThatDoesNotExistChangesNothing() throws Exception {
        assertThat(exitCodeOf("1", "/no/such/program")).isEqualTo(70);
    }

    @Test
    void aDataDirectoryThatIsGoneChangesNothing() throws Exception {
        Files.delete(data);
        assertThat(exitCodeOf("1")).isEqualTo(70);
        Files.createDirectory(data);
    }

    private int exitCodeOf(String seconds, String... command) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "-Xmx64m",
                DyingNode.class.getName(),
                data.toString(),
                seconds));
        line.addAll(List.of(command));
        Process process = new ProcessBuilder(line).inheritIO().start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }

    private Path crashFile() throws IOException {
        try (Stream<Path> files = Files.list(data)) {
            return files.filter(file -> file.getFileName().toString().startsWith("crash-"))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
