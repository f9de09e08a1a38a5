package org.stampedemq.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.stampedemq.broker.Wire;

/**
 * A node under load is killed twenty times at random moments. Every message with a RECEIPT is there, in order, none twice
 * unless flagged; nothing whose ACK had its receipt comes back.
 */
class KillNineTest {
    private static final int KILLS = 20;

    @TempDir
    Path directory;

    @Test
    @Timeout(value = 180, unit = TimeUnit.SECONDS)
    void whatWasConfirmedSurvives() throws Exception {
        Random random = new Random(20_11);
        try (NodeProcess node = NodeProcess.start(directory.resolve("data"))) {
            ReceiptedProducer kept = new ReceiptedProducer(node.address(), "/queue/kept", 100);
            ReceiptedProducer large = new ReceiptedProducer(node.address(), "/queue/large", 20_000);
            ReceiptedProducer passing = new ReceiptedProducer(node.address(), "/queue/passing", 500);
            AcknowledgingConsumer consumer = new AcknowledgingConsumer(node.address(), "/queue/passing");
            List<Thread> threads = List.of(
                    new Thread(kept, "kept"),
                    new Thread(large, "large"),
                    new Thread(passing, "passing"),
                    new Thread(consumer, "consumer"));
            threads.forEach(Thread::start);

            for (int kill = 0; kill < KILLS; kill++) {
                assertThat(kept.connected().tryAcquire(20, TimeUnit.SECONDS))
                        .as("a client comes back; lost because of %s; threads %s", kept.lastLoss(), threads)
                        .isTrue();
                int before = kept.confirmed().size();
                Awaitility.await()
                        .atMost(Duration.ofSeconds(20))
                        .pollInterval(Duration.ofMillis(5))
                        .until(() -> kept.confirmed().size() > before);
                int more = random.nextInt(1_500);
                Awaitility.await()
                        .atMost(Duration.ofSeconds(20))
                        .pollInterval(Duration.ofMillis(1))
                        .until(() -> kept.confirmed().size() > before + more);
                kept.connected().drainPermits();
                node.killAndRestart();
            }
            kept.stop();
            large.stop();
            passing.stop();
            for (Thread thread : threads.subList(0, 3)) {
                thread.join();
            }
            consumer.stop();
            threads.get(3).join();

            assertThat(consumer.breaches()).isEmpty();
            assertInOrderAndComplete(drain(node, "/queue/kept"), kept.confirmed());
            assertInOrderAndComplete(drain(node, "/queue/large"), large.confirmed());
            Set<Integer> everywhere = new TreeSet<>(consumer.seen());
            List<Integer> rest = numbers(drain(node, "/queue/passing"));
            everywhere.addAll(rest);
            assertThat(everywhere).containsAll(passing.confirmed());
            assertThat(rest).doesNotContainAnyElementsOf(consumer.removed());
        }
    }

    private static void assertInOrderAndComplete(List<Wire.Frame> frames, Set<Integer> confirmed) {
        List<Integer> numbers = numbers(frames);
        assertThat(numbers).isSorted().doesNotHaveDuplicates().containsAll(confirmed);
        assertThat(confirmed).hasSizeGreaterThan(KILLS);
        for (Wire.Frame frame : frames) {
            assertThat(frame.text()).startsWith(frame.need("number") + " x");
        }
    }

    private static List<Integer> numbers(List<Wire.Frame> frames) {
        return frames.stream()
                .map(frame -> Integer.parseInt(frame.need("number")))
                .toList();
    }

    /** Everything that is in the queue, oldest first, acknowledged. */
    private static List<Wire.Frame> drain(NodeProcess node, String queue) throws IOException {
        List<Wire.Frame> all = new ArrayList<>();
        try (Wire wire = Wire.connect(node.address())) {
            wire.subscribe("s", queue, "client-individual", "prefetch-count:100");
            Optional<Wire.Frame> frame = wire.readWithin(Duration.ofSeconds(2));
            while (frame.isPresent()) {
                all.add(frame.get());
                wire.send("ACK", "id:" + frame.get().need("ack"));
                frame = wire.readWithin(Duration.ofSeconds(2));
            }
            wire.settle("DISCONNECT");
        }
        return all;
    }
}
