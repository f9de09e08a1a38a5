package org.stampedemq.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stampedemq.broker.session.SessionSettings;
import org.stampedemq.storage.Counts;
import org.stampedemq.storage.MessageStore;
import org.stampedemq.storage.memory.MemoryEngine;

/** A store that does not answer, or has no room: what is promised then, and to whom. */
class StoreInTroubleTest {
    private static final int ROOM = 1 << 20;

    @TempDir
    Path data;

    private final GatedStore.Gate gate = new GatedStore.Gate();
    private final MemoryEngine engine = new MemoryEngine(InstantSource.system(), ROOM);
    private @Nullable Broker node;

    @BeforeEach
    void startNode() throws IOException {
        BrokerSettings usual = TestSettings.memory(data);
        SessionSettings s = usual.sessions();
        BrokerSettings settings = TestSettings.withStopTimeout(
                TestSettings.withSessions(
                        usual,
                        new SessionSettings(
                                s.heartBeatSend(),
                                s.heartBeatExpect(),
                                s.maxSubscriptions(),
                                s.maxTransactions(),
                                s.maxTransactionFrames(),
                                s.maxTransactionBytes(),
                                64,
                                s.maxUnsettledBytes(),
                                s.defaultPrefetch(),
                                s.maxPrefetch(),
                                s.autoPrefetch(),
                                false,
                                "")),
                Duration.ofSeconds(1));
        node = Broker.start(
                settings,
                new StoreEngine("gated", owner -> new GatedStore(engine.open(owner), gate, owner), engine::close));
    }

    @AfterEach
    void stopNode() {
        try {
            gate.open();
        } catch (RejectedExecutionException e) {
            // The test has stopped the node itself, and nobody is left to hear the store's late answers.
        }
        broker().close();
    }

    private Broker broker() {
        Broker started = node;
        if (started == null) {
            throw new IllegalStateException("no node was started");
        }
        return started;
    }

    private Wire connect() throws IOException {
        InetSocketAddress address = broker().addresses().get(0);
        return Wire.connect(address);
    }

    /** What is in the store itself. */
    private Counts stored(String queue) throws Exception {
        try (MessageStore door = engine.open(Runnable::run)) {
            return door.counts(queue).toCompletableFuture().get(5, TimeUnit.SECONDS);
        }
    }

    @Test
    void noReceiptBeforeTheStoreAnswered() throws Exception {
        try (Wire wire = connect()) {
            gate.shut();
            wire.sendText("/queue/a", "x", "receipt:r");
            assertThat(wire.readWithin(Duration.ofMillis(200))).isEmpty();
            gate.open();
            assertThat(wire.expect("RECEIPT").header("receipt-id")).isEqualTo("r");
        }
    }

    @Test
    void whatIsReceiptedIsNotServedBeforeItIsStored() throws Exception {
        try (Wire wire = connect();
                Wire consumer = connect()) {
            consumer.subscribe("s", "/queue/a", "auto");
            gate.shut();
            wire.sendText("/queue/a", "x", "receipt:r");
            assertThat(consumer.readWithin(Duration.ofMillis(200))).isEmpty();
            gate.open();
            assertThat(consumer.expect("MESSAGE").text()).isEqualTo("x");
        }
    }

    @Test
    void aMessageConsumedInTimeNeverReachesTheStore() throws Exception {
        try (Wire wire = connect();
                Wire consumer = connect()) {
            consumer.subscribe("s", "/queue/quick", "auto");
            gate.shut();
            wire.sendText("/queue/quick", "x");
            assertThat(consumer.expect("MESSAGE").text()).isEqualTo("x");
            await().atMost(Duration.ofSeconds(5))
                    .until(() -> broker().management()
                                    .node()
                                    .toCompletableFuture()
                                    .get()
                                    .writesSaved()
                            == 1);
            gate.open();
            assertThat(stored("/queue/quick").messages()).isZero();
        }
    }

    @Test
    void anAckIsNotDurableBeforeTheResultThatWasSentAhead() throws Exception {
        try (Wire worker = connect()) {
            worker.sendSafely("/queue/tasks", "task");
            worker.subscribe("s", "/queue/tasks", "client-individual");
            String ack = worker.expect("MESSAGE").need("ack");
            worker.sendText("/queue/results", "result");
            gate.shut();
            worker.send("ACK", "id:" + ack, "receipt:acked");
            assertThat(worker.readWithin(Duration.ofMillis(200))).isEmpty();
            assertThat(stored("/queue/tasks").messages()).isEqualTo(1);
            gate.open();
            worker.expect("RECEIPT");
            assertThat(stored("/queue/tasks").messages()).isZero();
            assertThat(stored("/queue/results").messages()).isEqualTo(1);
        }
    }

    @Test
    void anAckBehindAResultThatCannotBeStoredDoesNotCount() throws Exception {
        try (Wire worker = connect()) {
            worker.sendSafely("/queue/tasks", "task");
            worker.subscribe("s", "/queue/tasks", "client-individual");
            String ack = worker.expect("MESSAGE").need("ack");
            worker.frame("SEND", new byte[ROOM], "destination:/queue/results", "content-length:" + ROOM, "receipt:big");
            worker.send("ACK", "id:" + ack, "receipt:acked");
            Wire.Frame error = worker.expectErrorAndEnd();
            assertThat(error.header("receipt-id")).isEqualTo("big");
            assertThat(error.need("message")).contains("not stored");
        }
        try (Wire other = connect()) {
            other.subscribe("s", "/queue/tasks", "client-individual");
            Wire.Frame again = other.expect("MESSAGE");
            assertThat(again.text()).isEqualTo("task");
            assertThat(again.header("redelivered")).isEqualTo("true");
        }
    }

    @Test
    void aFullStoreIsSaidAndTheNodeIsNotReadyUntilThereIsRoom() throws Exception {
        String body = "x".repeat(64 << 10);
        int taken = 0;
        try (Wire wire = connect()) {
            for (; taken < 100; taken++) {
                wire.sendText("/queue/full", body, "receipt:r" + taken);
                Wire.Frame answer = wire.read();
                if (answer.command().equals("ERROR")) {
                    assertThat(answer.header("receipt-id")).isEqualTo("r" + taken);
                    break;
                }
            }
        }
        assertThat(taken).isBetween(10, 16);
        assertThat(broker().management().node().toCompletableFuture().get().notStored())
                .isEqualTo(1);
        try (Wire consumer = connect()) {
            consumer.subscribe("s", "/queue/full", "client");
            String last = "";
            for (int i = 0; i < taken; i++) {
                Wire.Frame message = consumer.expect("MESSAGE");
                assertThat(message.text()).hasSize(body.length());
                last = message.need("ack");
            }
            consumer.settle("ACK", "id:" + last);
        }
        await().atMost(Duration.ofSeconds(5))
                .until(() -> broker().management().notReadyBecause().isEmpty());
        try (Wire wire = connect()) {
            wire.sendSafely("/queue/full", body);
        }
    }

    @Test
    void aNodeWhoseStoreIsFullIsNotReadyThoughItServesWhatIsNotStored() throws Exception {
        fillUp();
        assertThat(broker().management().notReadyBecause()).contains("full");
        try (Wire wire = connect()) {
            wire.sendSafely("/queue/volatile", "x", "persistent:false");
            assertThat(broker().management().notReadyBecause()).contains("full");
        }
    }

    @Test
    void aNodeThatCannotWriteWhatItHoldsBackIsNotReady() throws Exception {
        try (Wire wire = connect()) {
            wire.frame("SEND", new byte[ROOM], "destination:/queue/none", "content-length:" + ROOM);
            await().atMost(Duration.ofSeconds(8))
                    .until(() -> broker().management().notReadyBecause().contains("full"));
        }
    }

    @Test
    void aCommitThatFindsNoRoomIsToldToWhoAsksForReadiness() throws Exception {
        fillUp();
        await().during(Duration.ofMillis(1_200))
                .atMost(Duration.ofSeconds(5))
                .until(() -> broker().management().notReadyBecause().contains("full"));
    }

    /** Down to the last octets, by transactions: no message is small enough any more. */
    private void fillUp() throws IOException {
        for (int size = 64 << 10; ; size /= 2) {
            try (Wire wire = connect()) {
                for (String answer = "RECEIPT";
                        answer.equals("RECEIPT");
                        answer = wire.read().command()) {
                    wire.send("BEGIN", "transaction:t");
                    wire.frame(
                            "SEND", new byte[size], "destination:/queue/q", "content-length:" + size, "transaction:t");
                    wire.send("COMMIT", "transaction:t", "receipt:r");
                }
            }
            if (size == 0) {
                return;
            }
        }
    }

    @Test
    void aFullStoreRefusesWhatAskedForNoReceiptToo() throws Exception {
        try (Wire wire = connect()) {
            wire.frame("SEND", new byte[ROOM], "destination:/queue/none", "content-length:" + ROOM);
            wire.send("DISCONNECT", "receipt:bye");
            assertThat(wire.expectErrorAndEnd().need("message")).contains("not stored");
        }
    }

    @Test
    void aTransactionThatDoesNotFitLeavesNothing() throws Exception {
        try (Wire wire = connect()) {
            wire.sendSafely("/queue/tasks", "task");
            wire.subscribe("s", "/queue/tasks", "client-individual");
            String ack = wire.expect("MESSAGE").need("ack");
            wire.send("BEGIN", "transaction:t");
            wire.sendText("/queue/part", "small", "transaction:t");
            wire.sendText("/topic/part", "small", "transaction:t");
            wire.frame(
                    "SEND", new byte[ROOM], "destination:/queue/other-part", "content-length:" + ROOM, "transaction:t");
            wire.send("ACK", "id:" + ack, "transaction:t");
            wire.send("COMMIT", "transaction:t", "receipt:c");
            assertThat(wire.expectErrorAndEnd().header("receipt-id")).isEqualTo("c");
        }
        assertThat(stored("/queue/part").messages()).isZero();
        try (Wire other = connect()) {
            other.subscribe("s", "/queue/tasks", "client-individual");
            assertThat(other.expect("MESSAGE").text()).isEqualTo("task");
            other.subscribe("p", "/queue/part", "auto");
            assertThat(other.readWithin(Duration.ofMillis(150))).isEmpty();
        }
    }

    @Test
    void aCommitTakesEffectAtOnceForAllOrNotAtAll() throws Exception {
        try (Wire wire = connect();
                Wire consumer = connect()) {
            for (String queue : List.of("/queue/1", "/queue/2", "/queue/3")) {
                consumer.subscribe(queue, queue, "auto");
            }
            gate.shut();
            wire.send("BEGIN", "transaction:t");
            for (String queue : List.of("/queue/1", "/queue/2", "/queue/3")) {
                wire.sendText(queue, "x", "transaction:t");
            }
            wire.send("COMMIT", "transaction:t", "receipt:c");
            assertThat(wire.readWithin(Duration.ofMillis(200))).isEmpty();
            assertThat(consumer.readWithin(Duration.ofMillis(50))).isEmpty();
            gate.open();
            wire.expect("RECEIPT");
            for (int i = 0; i < 3; i++) {
                consumer.expect("MESSAGE");
            }
        }
    }

    @Test
    void aSlowStoreSlowsItsProducersAndNobodyElse() throws Exception {
        try (Wire producer = connect();
                Wire consumer = connect();
                Wire publisher = connect()) {
            consumer.subscribe("q", "/queue/before", "auto");
            consumer.subscribe("t", "/topic/meanwhile", "auto");
            gate.shut();
            AtomicInteger written = new AtomicInteger();
            Thread flood = new Thread(() -> {
                try {
                    byte[] body = new byte[4_000];
                    for (int i = 0; i < 5_000; i++) {
                        producer.frame(
                                "SEND",
                                body,
                                "destination:/queue/flood",
                                "persistent:" + (i < 200),
                                "content-length:4000",
                                i < 200 ? "receipt:r" + i : "plain:1");
                        written.incrementAndGet();
                    }
                } catch (IOException e) {
                    written.set(-1);
                }
            });
            flood.start();
            // 20 MB are more than the sockets hold, so the writer stands still.
            await().atMost(Duration.ofSeconds(10)).until(() -> {
                int before = written.get();
                TimeUnit.MILLISECONDS.timedJoin(flood, 100);
                return before > 64 && written.get() == before;
            });
            assertThat(written.get()).isLessThan(5_000);
            assertThat(flood.isAlive()).isTrue();
            publisher.sendSafely("/topic/meanwhile", "still here");
            assertThat(consumer.expect("MESSAGE").text()).isEqualTo("still here");
            gate.open();
            for (int i = 0; i < 200; i++) {
                assertThat(producer.expect("RECEIPT").header("receipt-id")).isEqualTo("r" + i);
            }
            flood.join(20_000);
            assertThat(written.get()).isEqualTo(5_000);
        }
    }

    @Test
    void receiptsThatWaitForAnEarlierOneStopTheReading() throws Exception {
        try (Wire wire = connect()) {
            gate.shut();
            wire.sendText("/queue/a", "x", "receipt:first");
            String id = "r".repeat(4_000);
            AtomicInteger written = new AtomicInteger();
            Thread flood = new Thread(() -> {
                try {
                    for (int i = 0; i < 5_000; i++) {
                        wire.send("BEGIN", "transaction:t", "receipt:" + id);
                        wire.send("ABORT", "transaction:t");
                        written.incrementAndGet();
                    }
                } catch (IOException e) {
                    written.set(-1);
                }
            });
            flood.start();
            await().atMost(Duration.ofSeconds(10)).until(() -> {
                int before = written.get();
                TimeUnit.MILLISECONDS.timedJoin(flood, 100);
                return before > 64 && written.get() == before;
            });
            assertThat(written.get()).isLessThan(5_000);
            gate.open();
            assertThat(wire.expect("RECEIPT").header("receipt-id")).isEqualTo("first");
            for (int i = 0; i < 5_000; i++) {
                wire.expect("RECEIPT");
            }
            flood.join(10_000);
        }
    }

    @Test
    void theReceiptOfAnAckWaitsForItsOwnRemovalAndNotForAnEarlierOne() throws Exception {
        try (Wire wire = connect()) {
            wire.sendSafely("/queue/two", "1");
            wire.sendSafely("/queue/two", "2");
            wire.subscribe("s", "/queue/two", "client-individual");
            String first = wire.expect("MESSAGE").need("ack");
            String second = wire.expect("MESSAGE").need("ack");
            gate.shut();
            wire.send("ACK", "id:" + first);
            await().until(() -> gate.waiting() == 1);
            wire.send("ACK", "id:" + second, "receipt:second");
            await().until(() -> gate.waiting() == 2);
            gate.passOne();
            assertThat(wire.readWithin(Duration.ofMillis(200))).isEmpty();
            gate.open();
            assertThat(wire.expect("RECEIPT").header("receipt-id")).isEqualTo("second");
            assertThat(stored("/queue/two").messages()).isZero();
            wire.settle("DISCONNECT");
        }
    }

    @Test
    void anAckWaitsForResultsInHoweverManyQueues() throws Exception {
        try (Wire worker = connect()) {
            worker.sendSafely("/queue/tasks", "task");
            worker.subscribe("s", "/queue/tasks", "client-individual");
            String ack = worker.expect("MESSAGE").need("ack");
            for (int i = 0; i <= 1_000; i++) {
                worker.sendText("/queue/result-" + i, "result");
            }
            worker.settle("ACK", "id:" + ack);
            assertThat(stored("/queue/result-1000").messages()).isEqualTo(1);
        }
    }

    @Test
    void whoIsLeavingIsDealtNothingAnyMore() throws Exception {
        try (Wire leaving = connect();
                Wire other = connect()) {
            leaving.subscribe("s", "/queue/shared", "client-individual");
            leaving.sendText("/queue/results", "result");
            gate.shut();
            leaving.send("DISCONNECT", "receipt:bye");
            assertThat(leaving.readWithin(Duration.ofMillis(200))).isEmpty();
            other.sendSafely("/queue/shared", "x", "persistent:false");
            assertThat(other.readWithin(Duration.ofMillis(100))).isEmpty();
            other.subscribe("s", "/queue/shared", "client-individual");
            Wire.Frame message = other.expect("MESSAGE");
            assertThat(message.text()).isEqualTo("x");
            assertThat(message.header("redelivered")).isNull();
            gate.open();
            assertThat(leaving.expect("RECEIPT").header("receipt-id")).isEqualTo("bye");
        }
    }

    @Test
    void aClientThatIsClosedForTheStoresSakeHasNotFailedWithWhatItHas() throws Exception {
        try (Wire wire = connect()) {
            wire.sendSafely("/queue/tasks", "task");
        }
        for (int i = 0; i < 12; i++) {
            try (Wire worker = connect()) {
                worker.subscribe("s", "/queue/tasks", "client-individual");
                assertThat(worker.expect("MESSAGE").text()).isEqualTo("task");
                worker.frame("SEND", new byte[ROOM], "destination:/queue/out", "content-length:" + ROOM, "receipt:r");
                worker.expectErrorAndEnd();
            }
        }
    }

    @Test
    void aStopReturnsThoughTheStoreDoesNot() throws Exception {
        try (Wire wire = connect()) {
            gate.shut();
            wire.sendText("/queue/a", "x", "receipt:r");
            wire.sendText("/queue/b", "x");
            assertThat(wire.readWithin(Duration.ofMillis(100))).isEmpty();
            long began = System.nanoTime();
            broker().close();
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
        }
    }
}
