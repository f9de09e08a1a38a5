package org.stampedemq.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stampedemq.broker.Wire;

/**
 * Queues and topics under binary bodies of 1 octet to 4 MiB, several producers and consumers at once: every checksum is equal,
 * nothing is lost, nothing comes twice.
 */
class BinaryImagesTest {
    private static final Logger log = LoggerFactory.getLogger(BinaryImagesTest.class);
    private static final int PRODUCERS = 3;
    private static final int CONSUMERS = 3;
    private static final int SUBSCRIBERS = 2;
    private static final int LARGEST = 4 << 20;
    private static final Duration QUIET = Duration.ofSeconds(3);

    @TempDir
    Path directory;

    /** Checksums by name of what was confirmed, and what went wrong anywhere. */
    private static final class Ledger {
        private final Map<String, Long> sent = new ConcurrentHashMap<>();
        private final ConcurrentLinkedQueue<String> breaches = new ConcurrentLinkedQueue<>();
        private final AtomicLong octets = new AtomicLong();

        Thread guarded(String name, Work work) {
            Thread thread = new Thread(
                    () -> {
                        try {
                            work.run();
                        } catch (IOException | RuntimeException e) {
                            breaches.add(name + ": " + e);
                        }
                    },
                    name);
            thread.start();
            return thread;
        }
    }

    @FunctionalInterface
    private interface Work {
        void run() throws IOException;
    }

    @Test
    void fifteenSeconds() throws Exception {
        everyImageArrivesWhole(Duration.ofSeconds(15));
    }

    @Test
    @Tag("torture")
    @Timeout(value = 800)
    void tenMinutes() throws Exception {
        everyImageArrivesWhole(Duration.ofMinutes(10));
    }

    private void everyImageArrivesWhole(Duration time) throws Exception {
        Ledger queue = new Ledger();
        Ledger topic = new Ledger();
        long end = System.nanoTime() + time.toNanos();
        try (NodeProcess node = NodeProcess.start(directory.resolve("data"))) {
            Set<String> taken = ConcurrentHashMap.newKeySet();
            List<Set<String>> heard = new ArrayList<>();
            List<Thread> receivers = new ArrayList<>();
            CountDownLatch subscribed = new CountDownLatch(SUBSCRIBERS + CONSUMERS);
            for (int i = 0; i < CONSUMERS; i++) {
                receivers.add(queue.guarded(
                        "consumer-" + i,
                        () -> receive(node, "/queue/images", "client-individual", queue, taken, subscribed)));
            }
            for (int i = 0; i < SUBSCRIBERS; i++) {
                Set<String> own = ConcurrentHashMap.newKeySet();
                heard.add(own);
                receivers.add(topic.guarded(
                        "subscriber-" + i, () -> receive(node, "/topic/images", "auto", topic, own, subscribed)));
            }
            subscribed.await();
            List<Thread> producers = new ArrayList<>();
            for (int i = 0; i < PRODUCERS; i++) {
                int seed = i;
                producers.add(
                        queue.guarded("q" + i, () -> produce(node, "/queue/images", "q" + seed, seed, end, queue)));
            }
            producers.add(topic.guarded("t", () -> produce(node, "/topic/images", "t", 99, end, topic)));
            for (Thread thread : producers) {
                thread.join();
            }
            for (Thread thread : receivers) {
                thread.join();
            }
            log.info(
                    "{} images, {} MiB through the queue; {} images, {} MiB through the topic",
                    queue.sent.size(),
                    queue.octets.get() >> 20,
                    topic.sent.size(),
                    topic.octets.get() >> 20);
            assertThat(queue.breaches).isEmpty();
            assertThat(topic.breaches).isEmpty();
            assertThat(queue.sent).hasSizeGreaterThan(20);
            assertThat(topic.sent).hasSizeGreaterThan(5);
            assertThat(taken).isEqualTo(queue.sent.keySet());
            for (Set<String> each : heard) {
                assertThat(each).isEqualTo(topic.sent.keySet());
            }
        }
    }

    /** Sends until the time is over, each once the one before has its receipt. */
    private static void produce(
            NodeProcess node, String destination, String name, int seed, long endNanos, Ledger ledger)
            throws IOException {
        Random random = new Random(seed);
        try (Wire wire = Wire.connect(node.address())) {
            wire.socket().setSoTimeout(60_000);
            for (int i = 0; System.nanoTime() < endNanos; i++) {
                // As many small as large ones: the exponent is chosen evenly.
                byte[] image = new byte[Math.min(LARGEST, 1 + random.nextInt(2 << random.nextInt(22)))];
                random.nextBytes(image);
                String id = name + "-" + i;
                long sum = checksum(image);
                ledger.sent.put(id, sum);
                ledger.octets.addAndGet(image.length);
                wire.frame(
                        "SEND",
                        image,
                        "destination:" + destination,
                        "content-length:" + image.length,
                        "content-type:image/x-noise",
                        "name:" + id,
                        "sum:" + sum,
                        "receipt:" + id);
                Wire.Frame receipt = wire.expect("RECEIPT");
                if (!id.equals(receipt.header("receipt-id"))) {
                    ledger.breaches.add("another receipt than " + id + ": " + receipt);
                }
            }
            wire.settle("DISCONNECT");
        }
    }

    /** Takes until nothing has come for a while. */
    private static void receive(
            NodeProcess node, String destination, String ack, Ledger ledger, Set<String> taken, CountDownLatch ready)
            throws IOException {
        try (Wire wire = Wire.connect(node.address())) {
            wire.subscribe("s", destination, ack, "prefetch-count:5");
            ready.countDown();
            while (true) {
                Optional<Wire.Frame> frame = wire.readWithin(QUIET);
                if (frame.isEmpty()) {
                    break;
                }
                check(frame.get(), ledger, taken);
                if (!ack.equals("auto")) {
                    wire.send("ACK", "id:" + frame.get().need("ack"));
                }
            }
            wire.settle("DISCONNECT");
        }
    }

    private static void check(Wire.Frame frame, Ledger ledger, Set<String> taken) {
        if (!frame.command().equals("MESSAGE")) {
            ledger.breaches.add("got " + frame.command() + " " + frame.headers());
            return;
        }
        String id = frame.need("name");
        long sum = checksum(frame.body());
        if (!Long.toString(sum).equals(frame.need("sum")) || !Long.valueOf(sum).equals(ledger.sent.get(id))) {
            ledger.breaches.add(id + " came damaged: " + frame.headers());
        }
        if (!taken.add(id)) {
            ledger.breaches.add(id + " came twice");
        }
    }

    private static long checksum(byte[] octets) {
        CRC32 crc = new CRC32();
        crc.update(octets);
        return crc.getValue();
    }
}
