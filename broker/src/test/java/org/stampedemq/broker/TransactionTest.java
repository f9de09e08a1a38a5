package org.stampedemq.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** All or nothing, over any number of destinations, and durable when COMMIT is receipted. */
class TransactionTest extends NodeTest {
    @Test
    void nothingIsSeenBeforeCommitAndAllAfter() throws IOException {
        List<String> queues = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            queues.add(queue());
        }
        String topic = topic();
        Wire consumer = connect();
        for (String queue : queues) {
            consumer.subscribe(queue, queue, "auto");
        }
        consumer.subscribe("t", topic, "auto");
        Wire producer = connect();
        producer.settle("BEGIN", "transaction:t1");
        for (String queue : queues) {
            producer.sendSafely(queue, "in " + queue, "transaction:t1");
        }
        producer.sendSafely(topic, "in " + topic, "transaction:t1");
        assertThat(consumer.readWithin(Duration.ofMillis(150))).isEmpty();
        producer.settle("COMMIT", "transaction:t1");
        List<String> expected = new ArrayList<>();
        queues.forEach(queue -> expected.add("in " + queue));
        expected.add("in " + topic);
        assertThat(texts(consumer, 9)).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void abortLeavesNothing() throws Exception {
        String queue = queue();
        Wire wire = connect();
        wire.settle("BEGIN", "transaction:t");
        wire.sendSafely(queue, "x", "transaction:t");
        wire.settle("ABORT", "transaction:t");
        wire.subscribe("s", queue, "auto");
        assertThat(wire.readWithin(Duration.ofMillis(150))).isEmpty();
        wire.send("COMMIT", "transaction:t", "receipt:gone");
        assertThat(wire.expectErrorAndEnd().header("receipt-id")).isEqualTo("gone");
    }

    @Test
    void theOrderWithinATransactionIsKept() throws IOException {
        String queue = queue();
        Wire wire = connect();
        wire.send("BEGIN", "transaction:t");
        for (int i = 0; i < 1_000; i++) {
            wire.sendText(queue, "m" + i, "transaction:t");
        }
        wire.settle("COMMIT", "transaction:t");
        wire.subscribe("s", queue, "auto");
        assertThat(texts(wire, 1_000)).isEqualTo(numbered("m", 0, 1_000));
    }

    @Test
    void aSendBehindTheCommitComesBehindIt() throws IOException {
        String queue = queue();
        Wire wire = connect();
        wire.subscribe("s", queue, "auto");
        for (int round = 0; round < 20; round++) {
            wire.send("BEGIN", "transaction:t");
            wire.sendText(queue, "first", "transaction:t");
            wire.sendText(queue(), "elsewhere", "transaction:t");
            wire.send("COMMIT", "transaction:t");
            wire.sendText(queue, "second");
            assertThat(texts(wire, 2)).containsExactly("first", "second");
        }
    }

    @Test
    void aBeginOfAnOpenTransactionIsAnError() throws IOException {
        Wire wire = connect();
        wire.settle("BEGIN", "transaction:t");
        wire.send("BEGIN", "transaction:t", "receipt:r");
        assertThat(wire.expectErrorAndEnd().header("receipt-id")).isEqualTo("r");
    }

    @Test
    void aNameCanBeUsedAgainAndBelongsToItsConnection() throws IOException {
        Wire one = connect();
        Wire two = connect();
        one.settle("BEGIN", "transaction:t");
        two.settle("BEGIN", "transaction:t");
        one.settle("COMMIT", "transaction:t");
        one.settle("BEGIN", "transaction:t");
        one.settle("ABORT", "transaction:t");
        two.settle("COMMIT", "transaction:t");
    }

    @Test
    void twoOpenTransactionsDoNotMix() throws IOException {
        String queue = queue();
        Wire wire = connect();
        wire.send("BEGIN", "transaction:a");
        wire.send("BEGIN", "transaction:b");
        wire.sendText(queue, "a", "transaction:a");
        wire.sendText(queue, "b", "transaction:b");
        wire.settle("ABORT", "transaction:a");
        wire.settle("COMMIT", "transaction:b");
        wire.subscribe("s", queue, "auto");
        assertThat(wire.expect("MESSAGE").text()).isEqualTo("b");
        assertThat(wire.readWithin(Duration.ofMillis(100))).isEmpty();
    }

    @Test
    void anAckCountsWithTheCommit() throws Exception {
        String queue = queue();
        String result = queue();
        Wire wire = connect();
        wire.sendSafely(queue, "task");
        wire.subscribe("s", queue, "client-individual");
        Wire.Frame task = wire.expect("MESSAGE");
        wire.settle("BEGIN", "transaction:t");
        wire.sendSafely(result, "result", "transaction:t");
        wire.settle("ACK", "id:" + task.need("ack"), "transaction:t");
        assertThat(info(queue).inFlight()).isEqualTo(1);
        wire.settle("COMMIT", "transaction:t");
        await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> {
            assertThat(info(queue).inFlight()).isZero();
            assertThat(info(queue).ready()).isZero();
            assertThat(info(result).ready()).isEqualTo(1);
        });
    }

    @Test
    void anAckThatWasAbortedCanBeMadeAgain() throws Exception {
        String queue = queue();
        Wire wire = connect();
        wire.sendSafely(queue, "task");
        wire.subscribe("s", queue, "client-individual");
        String ack = wire.expect("MESSAGE").need("ack");
        wire.settle("BEGIN", "transaction:t");
        wire.settle("ACK", "id:" + ack, "transaction:t");
        wire.settle("ABORT", "transaction:t");
        wire.settle("ACK", "id:" + ack);
        assertThat(info(queue).inFlight()).isZero();
        assertThat(info(queue).ready()).isZero();
    }

    @Test
    void aCumulativeAckThatWasAbortedCanBeMadeAgain() throws Exception {
        String queue = queue();
        Wire wire = connect();
        for (int i = 0; i < 5; i++) {
            wire.sendSafely(queue, "m" + i);
        }
        wire.subscribe("s", queue, "client");
        String last = "";
        for (int i = 0; i < 5; i++) {
            last = wire.expect("MESSAGE").need("ack");
        }
        wire.settle("BEGIN", "transaction:t");
        wire.settle("ACK", "id:" + last, "transaction:t");
        wire.settle("ABORT", "transaction:t");
        wire.settle("ACK", "id:" + last);
        assertThat(info(queue).inFlight()).isZero();
        assertThat(info(queue).acknowledged()).isEqualTo(5);
    }

    @Test
    void anAckNamedInATransactionCannotBeNamedAgain() throws IOException {
        String queue = queue();
        Wire wire = connect();
        wire.sendSafely(queue, "task");
        wire.subscribe("s", queue, "client-individual");
        String ack = wire.expect("MESSAGE").need("ack");
        wire.settle("BEGIN", "transaction:t");
        wire.settle("ACK", "id:" + ack, "transaction:t");
        wire.send("ACK", "id:" + ack, "receipt:r");
        assertThat(wire.expectErrorAndEnd().header("receipt-id")).isEqualTo("r");
        Wire other = connect();
        other.subscribe("s", queue, "auto");
        assertThat(other.expect("MESSAGE").text()).isEqualTo("task");
    }

    @Test
    void aNackCountsWithTheCommit() throws Exception {
        String queue = queue();
        Wire wire = connect();
        wire.sendSafely(queue, "m0");
        wire.subscribe("s", queue, "client-individual", "prefetch-count:1");
        Wire.Frame first = wire.expect("MESSAGE");
        wire.settle("BEGIN", "transaction:t");
        wire.settle("NACK", "id:" + first.need("ack"), "transaction:t");
        assertThat(wire.readWithin(Duration.ofMillis(100))).isEmpty();
        wire.send("COMMIT", "transaction:t");
        Wire.Frame again = wire.expect("MESSAGE");
        assertThat(again.header("delivery-count")).isEqualTo("2");
        wire.settle("BEGIN", "transaction:t");
        wire.settle("NACK", "id:" + again.need("ack"), "transaction:t", "requeue:false");
        wire.settle("COMMIT", "transaction:t");
        wire.subscribe("d", "/queue/dlq." + queue.substring(7), "auto");
        assertThat(wire.expect("MESSAGE").text()).isEqualTo("m0");
        assertThat(info(queue).inFlight()).isZero();
    }

    @Test
    void aLostConnectionAborts() throws Exception {
        String queue = queue();
        String task = queue();
        Wire wire = connect();
        wire.sendSafely(task, "task");
        wire.subscribe("s", task, "client-individual");
        String ack = wire.expect("MESSAGE").need("ack");
        wire.settle("BEGIN", "transaction:t");
        wire.sendSafely(queue, "x", "transaction:t");
        wire.settle("ACK", "id:" + ack, "transaction:t");
        wire.close();
        Wire other = connect();
        other.subscribe("t", task, "auto");
        Wire.Frame again = other.expect("MESSAGE");
        assertThat(again.text()).isEqualTo("task");
        assertThat(again.header("redelivered")).isEqualTo("true");
        other.subscribe("q", queue, "auto");
        assertThat(other.readWithin(Duration.ofMillis(150))).isEmpty();
    }

    @Test
    void disconnectAborts() throws IOException {
        String queue = queue();
        Wire wire = connect();
        wire.send("BEGIN", "transaction:t");
        wire.sendText(queue, "x", "transaction:t");
        wire.settle("DISCONNECT");
        Wire other = connect();
        other.subscribe("q", queue, "auto");
        assertThat(other.readWithin(Duration.ofMillis(150))).isEmpty();
    }

    @Test
    void anEmptyTransactionCommits() throws IOException {
        Wire wire = connect();
        wire.settle("BEGIN", "transaction:t");
        assertThat(wire.settle("COMMIT", "transaction:t")).isEmpty();
    }

    @Test
    void aSendToAReplyQueueThatIsGoneDoesNotFailTheTransaction() throws Exception {
        Wire asking = connect();
        String requests = queue();
        asking.subscribe("r", "/temp-queue/r", "auto");
        asking.sendSafely(requests, "ask", "reply-to:/temp-queue/r");
        Wire worker = connect();
        worker.subscribe("s", requests, "client-individual");
        Wire.Frame request = worker.expect("MESSAGE");
        String replyTo = request.need("reply-to");
        asking.settle("DISCONNECT");
        worker.settle("BEGIN", "transaction:t");
        worker.sendSafely(replyTo, "late", "transaction:t");
        worker.settle("ACK", "id:" + request.need("ack"), "transaction:t");
        worker.settle("COMMIT", "transaction:t");
        assertThat(info(requests).inFlight()).isZero();
        assertThat(broker().management()
                        .destinations(replyTo, 1)
                        .toCompletableFuture()
                        .get())
                .isEmpty();
    }

    @Test
    void manyAtOnceOverTheSameQueuesKeepEverything() throws IOException {
        List<String> queues = List.of(queue(), queue(), queue(), queue());
        List<Wire> producers = new ArrayList<>();
        for (int p = 0; p < 4; p++) {
            Wire producer = connect();
            producers.add(producer);
            for (int i = 0; i < 50; i++) {
                producer.send("BEGIN", "transaction:t" + i);
                for (int q = 0; q < queues.size(); q++) {
                    producer.sendText(queues.get((q + p) % 4), p + "-" + i, "transaction:t" + i);
                }
                producer.send(i % 10 == 9 ? "ABORT" : "COMMIT", "transaction:t" + i);
            }
        }
        for (Wire producer : producers) {
            producer.settle("DISCONNECT");
        }
        Wire consumer = connect();
        List<List<String>> all = new ArrayList<>();
        for (String queue : queues) {
            consumer.subscribe("s", queue, "auto");
            List<String> its = texts(consumer, 4 * 45);
            assertThat(its).doesNotHaveDuplicates();
            all.add(its.stream().sorted().toList());
            consumer.settle("UNSUBSCRIBE", "id:s");
        }
        assertThat(all).allMatch(its -> its.equals(all.get(0)));
    }

    @Test
    void aCommitThatWasTakenTakesEffectThoughTheClientIsGone() throws Exception {
        for (int round = 0; round < 20; round++) {
            String held = queue();
            String queue = queue();
            Wire wire = connect();
            // One that is held back, so that the COMMIT has something to wait for.
            wire.sendText(held, "before");
            wire.send("BEGIN", "transaction:t");
            wire.sendText(queue, "first", "transaction:t");
            wire.send("COMMIT", "transaction:t");
            wire.sendText(queue, "second");
            wire.socket().shutdownOutput();
            wire.close();
            Wire other = connect();
            other.subscribe("s", queue, "auto");
            assertThat(texts(other, 2)).containsExactly("first", "second");
        }
    }

    @Test
    void commitsAndSendsInARowKeepTheirOrder() throws IOException {
        String queue = queue();
        Wire wire = connect();
        for (int i = 0; i < 100; i += 4) {
            wire.send("BEGIN", "transaction:t" + i);
            wire.sendText(queue, "m" + i, "transaction:t" + i);
            wire.sendText(queue(), "elsewhere", "transaction:t" + i);
            wire.send("COMMIT", "transaction:t" + i);
            wire.sendText(queue, "m" + (i + 1));
            wire.sendText(queue, "m" + (i + 2), "persistent:false");
            wire.sendText(queue, "m" + (i + 3), "receipt:r" + i);
        }
        for (int i = 0; i < 100; i += 4) {
            assertThat(wire.expect("RECEIPT").header("receipt-id")).isEqualTo("r" + i);
        }
        wire.subscribe("s", queue, "auto");
        assertThat(texts(wire, 100)).isEqualTo(numbered("m", 0, 100));
    }

    @Test
    void topicsAndQueuesOfOneCommitReachOneConnection() throws IOException {
        for (int round = 0; round < 30; round++) {
            Wire consumer = connect();
            Wire producer = connect();
            producer.send("BEGIN", "transaction:t");
            for (int i = 0; i < 4; i++) {
                String topic = topic();
                String queue = queue();
                consumer.subscribe(topic, topic, "auto");
                consumer.subscribe(queue, queue, "auto");
                producer.sendText(topic, "x", "transaction:t");
                producer.sendText(queue, "x", "transaction:t");
            }
            producer.settle("COMMIT", "transaction:t");
            texts(consumer, 8);
            assertThat(consumer.settle("DISCONNECT")).isEmpty();
        }
    }
}
