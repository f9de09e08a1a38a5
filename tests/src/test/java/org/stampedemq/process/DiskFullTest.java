package org.stampedemq.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stampedemq.broker.Wire;

/**
 * A node on a disk that fills up, for which one must be root: a file system in memory. What cannot be stored is refused with an
 * ERROR, the node says that it is not ready and why, consumers go on; and once there is room it serves again by itself.
 */
class DiskFullTest {
    private static final Logger log = LoggerFactory.getLogger(DiskFullTest.class);
    private static final String QUEUE = "/queue/full";
    private static final String BODY = "x".repeat(50_000);
    private static final int BALLAST_OCTETS = 128 << 20;
    private static final int LEFT_OCTETS = 32 << 20;

    @TempDir
    Path directory;

    private Path disk = Path.of("");
    private boolean mounted;

    @BeforeEach
    void mount() throws Exception {
        disk = Files.createDirectories(directory.resolve("disk"));
        mounted = run("mount", "-t", "tmpfs", "-o", "size=320m", "tmpfs", disk.toString()) == 0;
        assumeThat(mounted).as("mounting needs root").isTrue();
    }

    @AfterEach
    void unmount() throws Exception {
        if (mounted) {
            assertThat(run("umount", disk.toString())).isZero();
        }
    }

    @Test
    void refusesSaysSoGoesOnDeliveringAndRecovers() throws Exception {
        Path ballast = disk.resolve("ballast");
        Files.write(ballast, new byte[BALLAST_OCTETS]);
        // The link keeps the node's output off the full disk.
        Path data = directory.resolve("node").resolve("data");
        Files.createDirectories(data.getParent());
        Files.createDirectories(disk.resolve("data"));
        Files.createSymbolicLink(data, disk.resolve("data"));
        try (NodeProcess node = NodeProcess.start(data)) {
            Awaitility.await("HTTP, which opens after STOMP")
                    .ignoreExceptions()
                    .until(() -> HttpAnswer.of(node, "/ready").status() == 200);
            int stored = fillUntilRefused(node, 0);
            log.info(
                    "{} stored, then refused; {} MiB free",
                    stored,
                    Files.getFileStore(disk).getUsableSpace() >> 20);
            assertThat(stored).isGreaterThan(20);
            // Somebody else takes what the engine keeps free, so that it stays full whatever the engine tidies up.
            Path more = disk.resolve("more");
            takeAllBut(LEFT_OCTETS, more);
            Pace.pause(300);
            takeAllBut(LEFT_OCTETS, more);
            // What others write is noticed with the next SEND, and counts for the one after it.
            int stillStored = fillUntilRefused(node, stored) - stored;
            assertThat(stillStored).isLessThan(10);
            stored += stillStored;
            assertRefused(node);

            HttpAnswer ready = HttpAnswer.of(node, "/ready");
            assertThat(ready.status()).isEqualTo(503);
            assertThat(ready.body()).contains("full");
            assertThat(HttpAnswer.of(node, "/health").status()).isEqualTo(200);

            int taken = stored / 4;
            assertThat(Backlog.take(node.address(), QUEUE, taken))
                    .as("consumers go on")
                    .isEqualTo(IntStream.range(0, taken).boxed().toList());

            assertThat(HttpAnswer.of(node, "/ready").status())
                    .as("removals that are taken do not make room for messages")
                    .isEqualTo(503);

            Files.delete(more);
            Files.delete(ballast);
            long room = System.nanoTime();
            Awaitility.await("/ready after there was room")
                    .atMost(Duration.ofSeconds(2))
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> HttpAnswer.of(node, "/ready").status() == 200);
            try (Wire wire = Wire.connect(node.address())) {
                wire.sendSafely(QUEUE, "after", "number:" + stored);
                wire.settle("DISCONNECT");
            }
            log.info(
                    "{} stored; serves again {} ms after there was room",
                    stored,
                    (System.nanoTime() - room) / 1_000_000);

            List<Integer> expected =
                    new ArrayList<>(IntStream.rangeClosed(taken, stored).boxed().toList());
            assertThat(Backlog.take(node.address(), QUEUE, expected.size() + 1)).isEqualTo(expected);
        }
    }

    private void takeAllBut(long left, Path file) throws IOException {
        byte[] chunk = new byte[1 << 20];
        while (Files.getFileStore(disk).getUsableSpace() > left) {
            Files.write(file, chunk, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
    }

    /** How many were confirmed before the ERROR. */
    private static int fillUntilRefused(NodeProcess node, int first) throws IOException {
        try (Wire wire = Wire.connect(node.address())) {
            for (int stored = first; ; stored++) {
                wire.sendText(QUEUE, BODY, "number:" + stored, "receipt:" + stored, "persistent:true");
                Wire.Frame answer = wire.read();
                if (answer.command().equals("ERROR")) {
                    assertThat(answer.need("receipt-id")).isEqualTo(Integer.toString(stored));
                    assertThat(answer.need("message")).contains("not stored");
                    return stored;
                }
                assertThat(answer.need("receipt-id")).isEqualTo(Integer.toString(stored));
            }
        }
    }

    private static void assertRefused(NodeProcess node) throws IOException {
        try (Wire wire = Wire.connect(node.address())) {
            wire.sendText(QUEUE, BODY, "number:-1", "receipt:again", "persistent:true");
            assertThat(wire.expectErrorAndEnd().need("receipt-id")).isEqualTo("again");
        }
        try (Wire wire = Wire.connect(node.address())) {
            wire.send("BEGIN", "transaction:t");
            wire.sendText(QUEUE, BODY, "number:-2", "persistent:true", "transaction:t");
            wire.send("COMMIT", "transaction:t", "receipt:commit");
            assertThat(wire.expectErrorAndEnd().need("receipt-id")).isEqualTo("commit");
        }
    }

    private static int run(String... command) throws Exception {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }
}
