package org.stampedemq.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stampedemq.broker.Wire;

/**
 * A queue may be deep: a node with a heap of 256 MiB starts on it as fast as on an empty one, delivers from the oldest, and
 * holds twenty clients that never read besides.
 */
class DeepQueueTest {
    private static final Logger log = LoggerFactory.getLogger(DeepQueueTest.class);
    private static final String DEEP = "/queue/deep";
    private static final String UNREAD = "/queue/unread";
    private static final int BODY = 1_024;
    private static final int NEVER_READERS = 20;
    /** Heap 256 MiB, direct memory 128 MiB, the store's 64 MiB and the JVM's own. */
    private static final long MOST_RESIDENT_KIB = 600 << 10;

    @TempDir
    Path directory;

    /** What it took. */
    private record Figures(Duration empty, Duration afterStop, Duration afterKill, long residentKiB) {}

    @Test
    void fiftyThousandDoNotSlowTheStart() throws Exception {
        Figures figures = serves(50_000, 5_000);
        assertThat(slower(figures)).as("%s", figures).isLessThan(Duration.ofSeconds(2));
        assertThat(figures.residentKiB()).as("%s", figures).isLessThan(MOST_RESIDENT_KIB);
    }

    @Test
    @Tag("torture")
    @Timeout(value = 600, unit = TimeUnit.SECONDS)
    void aMillionDeepStartsHardlyLaterThanAnEmptyOne() throws Exception {
        Figures figures = serves(1_000_000, 10_000);
        assertThat(slower(figures)).as("%s", figures).isLessThan(Duration.ofSeconds(1));
        assertThat(figures.residentKiB()).as("%s", figures).isLessThan(MOST_RESIDENT_KIB);
    }

    /**
     * Beyond an empty node, started a moment before: the JVM alone takes one to two seconds here, from class files and on a
     * machine that does other things, and half of that from bin/stampede, which keeps a list of classes.
     */
    private static Duration slower(Figures figures) {
        Duration deep =
                figures.afterStop().compareTo(figures.afterKill()) > 0 ? figures.afterStop() : figures.afterKill();
        return deep.minus(figures.empty());
    }

    private Figures serves(int backlog, int drained) throws Exception {
        try (NodeProcess node = NodeProcess.start(directory.resolve("data"))) {
            Backlog.fill(node.address(), "/queue/first", 0, 3, BODY);
            node.terminate();
            Duration empty = restartToDelivery(node, "/queue/first", 0);

            Backlog.fill(node.address(), DEEP, 0, backlog, BODY);
            Backlog.fill(node.address(), UNREAD, 0, backlog / 2, BODY);
            node.terminate();
            Duration afterStop = restartToDelivery(node, DEEP, 0);
            takeBesideNeverReaders(node, 0, drained);

            node.kill();
            Duration afterKill = restartToDelivery(node, DEEP, drained);
            takeBesideNeverReaders(node, drained, drained);
            Figures figures = new Figures(empty, afterStop, afterKill, node.statusKiB("VmHWM"));
            log.info("{} deep: {}", backlog, figures);
            assertThat(node.process().isAlive()).isTrue();
            assertThat(Files.readString(node.log())).doesNotContain("OutOfMemory");
            return figures;
        }
    }

    /** From the start of the process to the first MESSAGE, which is the oldest. */
    private static Duration restartToDelivery(NodeProcess node, String queue, int oldest) throws IOException {
        long began = System.nanoTime();
        node.restart();
        try (Wire wire = Wire.connect(node.address())) {
            wire.send("SUBSCRIBE", "id:s", "destination:" + queue, "ack:client-individual", "prefetch-count:1");
            Wire.Frame first = wire.expect("MESSAGE");
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            assertThat(first.need("number")).isEqualTo(Integer.toString(oldest));
            wire.settle("DISCONNECT");
            return took;
        }
    }

    private static void takeBesideNeverReaders(NodeProcess node, int first, int count) throws IOException {
        List<Wire> neverReaders = Backlog.neverReaders(node.address(), UNREAD, NEVER_READERS);
        assertThat(Backlog.take(node.address(), DEEP, count))
                .isEqualTo(IntStream.range(first, first + count).boxed().toList());
        Backlog.close(neverReaders);
    }
}
