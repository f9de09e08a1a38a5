package org.stampedemq.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stampedemq.broker.Wire;

/** SIGTERM: what is held back is written, clients are told, and the process ends in bounded time with exit code 0. */
class GracefulStopTest {
    private static final Logger log = LoggerFactory.getLogger(GracefulStopTest.class);
    private static final String QUEUE = "/queue/held";
    private static final int MESSAGES = 500;

    @TempDir
    Path directory;

    @Test
    void whatIsHeldBackIsThereAfterTheRestartAndClientsAreTold() throws Exception {
        try (NodeProcess node = NodeProcess.start(
                        directory.resolve("data"), "--set", "front-store.timeout=1h", "--set", "stop.timeout=5s");
                Wire wire = Wire.connect(node.address());
                Wire idle = Wire.connect(node.address())) {
            for (int i = 0; i < MESSAGES; i++) {
                wire.sendText(QUEUE, "held back " + i, "number:" + i, "persistent:true");
            }
            try (Wire gone = Wire.connect(node.address())) {
                for (int i = MESSAGES; i < 2 * MESSAGES; i++) {
                    gone.sendText(QUEUE, "held back " + i, "number:" + i, "persistent:true");
                }
                // Its sender ends without a word, so that nobody but the stop writes it.
                gone.settle("BEGIN", "transaction:t");
            }
            // Answered in the order of the frames, and it makes nothing durable.
            wire.settle("BEGIN", "transaction:t");
            Duration took = stop(node);
            assertThat(wire.expectErrorAndEnd().need("message")).contains("stopping");
            assertThat(idle.expectErrorAndEnd().need("message")).contains("stopping");
            assertThat(took).isLessThan(Duration.ofSeconds(5));
            assertThat(node.process().exitValue()).isZero();

            node.restart();
            assertThat(Backlog.take(node.address(), QUEUE, 2 * MESSAGES))
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(0, 2 * MESSAGES).boxed().toList());
        }
    }

    @Test
    void clientsThatNeverReadDoNotHoldItUp() throws Exception {
        try (NodeProcess node = NodeProcess.start(directory.resolve("data"), "--set", "stop.timeout=2s")) {
            Backlog.fill(node.address(), QUEUE, 0, 20_000, 1_000);
            List<Wire> neverReaders = Backlog.neverReaders(node.address(), QUEUE, 20);
            Pace.pause(500);
            Duration took = stop(node);
            Backlog.close(neverReaders);
            // The clients' two seconds and the flush's two.
            assertThat(took).isLessThan(Duration.ofSeconds(7));
            assertThat(node.process().exitValue()).isZero();
        }
    }

    @Test
    void aDataDirectoryThatIsGoneDoesNotHoldItUp() throws Exception {
        Path data = directory.resolve("data");
        try (NodeProcess node = NodeProcess.start(data, "--set", "front-store.timeout=1h", "--set", "stop.timeout=2s");
                Wire wire = Wire.connect(node.address())) {
            wire.sendSafely(QUEUE, "stored", "persistent:true");
            for (int i = 0; i < MESSAGES; i++) {
                wire.sendText(QUEUE, "held back " + i, "persistent:true");
            }
            wire.settle("BEGIN", "transaction:t");
            delete(data);
            Duration took = stop(node);
            assertThat(took).isLessThan(Duration.ofSeconds(10));
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        }
    }

    private static Duration stop(NodeProcess node) {
        long began = System.nanoTime();
        node.terminate();
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        log.info("the stop took {} and ended with {}", took, node.process().exitValue());
        return took;
    }
}
