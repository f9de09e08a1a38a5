package org.stampedemq.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stampedemq.broker.Wire;

/**
 * More comes in than goes out, through real sockets, at thirty times the speed of the case that the ancestor failed (100 a second
 * in, 40 out): nobody is overtaken in a queue with one consumer, whatever the front store has room for.
 */
class StarvationOverTheWireTest {
    private static final Logger log = LoggerFactory.getLogger(StarvationOverTheWireTest.class);
    private static final String QUEUE = "/queue/overload";
    private static final double IN = 3_000;
    private static final double OUT = 1_200;
    private static final int COLD_QUEUES = 50;
    private static final int COLD_MESSAGES = 20;

    @TempDir
    Path directory;

    private NodeProcess start(String front) throws IOException {
        return NodeProcess.start(
                directory.resolve("data"),
                "--set",
                "front-store.bytes=" + front,
                "--set",
                "front-store.held-back=64KiB",
                "--set",
                "front-store.timeout=200ms",
                "--set",
                "refresh.interval=100ms");
    }

    /** Sends at a rate, without receipts, from where the last one ended. */
    private static final class Sender {
        private final NodeProcess node;
        private int next;

        Sender(NodeProcess node) {
            this.node = node;
        }

        Thread run(int count, double perSecond, AtomicReference<Exception> failure) {
            Thread thread = new Thread(
                    () -> {
                        try (Wire wire = Wire.connect(node.address())) {
                            Pace pace = new Pace(perSecond);
                            for (int i = 0; i < count; i++) {
                                pace.await();
                                wire.sendText(QUEUE, "x".repeat(200), "number:" + next++, "persistent:true");
                            }
                            wire.settle("DISCONNECT");
                        } catch (IOException | InterruptedException e) {
                            failure.set(e);
                        }
                    },
                    "sender");
            thread.start();
            return thread;
        }
    }

    /** Takes so many at a rate, one at a time. */
    private static List<Integer> take(NodeProcess node, int count, double perSecond)
            throws IOException, InterruptedException {
        List<Integer> numbers = new ArrayList<>();
        try (Wire wire = Wire.connect(node.address())) {
            wire.subscribe("s", QUEUE, "client-individual", "prefetch-count:1");
            Pace pace = new Pace(perSecond);
            for (int i = 0; i < count; i++) {
                pace.await();
                Wire.Frame frame = wire.expect("MESSAGE");
                numbers.add(Integer.parseInt(frame.need("number")));
                wire.send("ACK", "id:" + frame.need("ack"));
            }
            wire.settle("DISCONNECT");
        }
        return numbers;
    }

    @Test
    void theCountBites() {
        assertThat(Overtaking.mostNewestFirst(100)).isEqualTo(99);
        assertThat(Overtaking.most(4, List.of(1, 2))).isEqualTo(2);
        assertThat(Overtaking.most(3, List.of(0, 1, 2))).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"64KiB", "32MiB"})
    void nobodyIsOvertakenUnderOverloadNorInTheBalanceAfterItNorAfterARestart(String front) throws Exception {
        AtomicReference<Exception> failure = new AtomicReference<>();
        List<Integer> delivered = new ArrayList<>();
        try (NodeProcess node = start(front)) {
            Sender sender = new Sender(node);
            Thread overload = sender.run(3_000, IN, failure);
            delivered.addAll(take(node, 1_100, OUT));
            overload.join();

            Thread balance = sender.run(800, OUT, failure);
            delivered.addAll(take(node, 800, OUT));
            balance.join();

            node.terminate();
            node.restart();
            balance = sender.run(800, OUT, failure);
            delivered.addAll(take(node, 800, OUT));
            balance.join();

            // And what is left, as fast as it goes.
            delivered.addAll(Backlog.take(node.address(), QUEUE, sender.next - delivered.size()));
            int most = Overtaking.most(sender.next, delivered);
            log.info(
                    "front store {}: {} sent, {} delivered, most overtakes {}",
                    front,
                    sender.next,
                    delivered.size(),
                    most);
            assertThat(failure.get()).isNull();
            assertThat(most).isZero();
            assertThat(delivered).hasSize(sender.next);
        }
    }

    @Test
    void aHotQueueDoesNotStarveFiftyColdOnes() throws Exception {
        AtomicReference<Exception> failure = new AtomicReference<>();
        try (NodeProcess node = start("64KiB")) {
            for (int cold = 0; cold < COLD_QUEUES; cold++) {
                Backlog.fill(node.address(), "/queue/cold." + cold, 0, COLD_MESSAGES, 200);
            }
            node.terminate();
            node.restart();
            Sender hot = new Sender(node);
            Thread overload = hot.run(6_000, IN, failure);
            Map<String, List<Integer>> delivered = new HashMap<>();
            try (Wire wire = Wire.connect(node.address())) {
                wire.subscribe("hot", QUEUE, "client-individual", "prefetch-count:10");
                for (int cold = 0; cold < COLD_QUEUES; cold++) {
                    wire.subscribe("cold." + cold, "/queue/cold." + cold, "client-individual", "prefetch-count:1");
                }
            }
            // That client went with messages in hand: they go back to their places, and the next one gets everything.
            try (Wire wire = Wire.connect(node.address())) {
                wire.send("SUBSCRIBE", "id:hot", "destination:" + QUEUE, "ack:client-individual", "prefetch-count:10");
                for (int cold = 0; cold < COLD_QUEUES; cold++) {
                    String name = "cold." + cold;
                    wire.send("SUBSCRIBE", "id:" + name, "destination:/queue/" + name, "ack:client-individual");
                }
                Pace pace = new Pace(OUT);
                int coldOnes = 0;
                while (coldOnes < COLD_QUEUES * COLD_MESSAGES) {
                    pace.await();
                    Optional<Wire.Frame> frame = wire.readWithin(Duration.ofSeconds(10));
                    assertThat(frame).as("%s of the cold ones came", coldOnes).isPresent();
                    String subscription = frame.get().need("subscription");
                    delivered
                            .computeIfAbsent(subscription, s -> new ArrayList<>())
                            .add(Integer.parseInt(frame.get().need("number")));
                    coldOnes += subscription.equals("hot") ? 0 : 1;
                    wire.send("ACK", "id:" + frame.get().need("ack"));
                }
            }
            overload.join();
            assertThat(failure.get()).isNull();
            int hotOnes = delivered.getOrDefault("hot", List.of()).size();
            log.info("all {} cold ones came while {} hot ones did", COLD_QUEUES * COLD_MESSAGES, hotOnes);
            for (int cold = 0; cold < COLD_QUEUES; cold++) {
                assertThat(Overtaking.most(COLD_MESSAGES, delivered.getOrDefault("cold." + cold, List.of())))
                        .isZero();
            }
            assertThat(delivered.getOrDefault("hot", List.of())).isSorted();
        }
    }
}
