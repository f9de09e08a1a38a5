package org.stampedemq.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.stampedemq.broker.destination.QueueSettings;

/** When a message may come, and when it may not come any more. Expired ones become dead letters here. */
class LifetimeTest extends NodeTest {
    @Override
    BrokerSettings settings(BrokerSettings usual) {
        return TestSettings.withQueues(
                usual,
                new QueueSettings(
                        10, "dlq.", Duration.ZERO, Duration.ofMinutes(1), true, true, false, Duration.ofMinutes(1)));
    }

    @Test
    void anExpiredMessageIsNotDelivered() throws Exception {
        List<String> queues = new ArrayList<>();
        Wire wire = connect();
        for (String how : List.of("receipt:r", "persistent:false", "none:1")) {
            for (String end : List.of("ttl:150", "expiration:150")) {
                String queue = queue();
                queues.add(queue);
                wire.sendText(queue, "short", end, how);
                wire.sendSafely(queue, "long", "ttl:600000");
            }
        }
        for (String queue : queues) {
            await().atMost(Duration.ofSeconds(5)).until(() -> info(queue).expired() == 1);
            Wire consumer = connect();
            consumer.subscribe("s", queue, "auto");
            assertThat(consumer.expect("MESSAGE").text()).isEqualTo("long");
            Wire undertaker = connect();
            undertaker.subscribe("d", "/queue/dlq." + queue.substring(7), "auto");
            Wire.Frame dead = undertaker.expect("MESSAGE");
            assertThat(dead.text()).isEqualTo("short");
            assertThat(dead.header("dead-letter-reason")).isEqualTo("expired");
            assertThat(dead.header("original-destination")).isEqualTo(queue);
        }
    }

    @Test
    void aMomentThatIsPastExpiresAtOnce() throws Exception {
        String queue = queue();
        Wire wire = connect();
        wire.subscribe("s", queue, "auto");
        wire.sendSafely(queue, "stale", "expires:" + (InstantSource.system().millis() - 1_000));
        wire.sendSafely(queue, "fresh", "expires:" + (InstantSource.system().millis() + 60_000));
        assertThat(wire.expect("MESSAGE").text()).isEqualTo("fresh");
    }

    @Test
    void theEarliestEndCountsAndZeroMeansNever() throws Exception {
        String queue = queue();
        Wire wire = connect();
        wire.sendSafely(queue, "short", "ttl:100", "expire-after:60", "expires:0");
        wire.sendSafely(queue, "never", "expires:0");
        await().atMost(Duration.ofSeconds(5)).until(() -> info(queue).expired() == 1);
        wire.subscribe("s", queue, "auto");
        assertThat(wire.expect("MESSAGE").text()).isEqualTo("never");
    }

    @Test
    void expireAfterIsInSeconds() throws Exception {
        String queue = queue();
        Wire wire = connect();
        wire.sendSafely(queue, "kept", "expire-after:1");
        wire.subscribe("s", queue, "auto");
        assertThat(wire.expect("MESSAGE").text()).isEqualTo("kept");
    }

    @Test
    void whatExpiresInTheHandOfAConsumerIsStillItsOwn() throws Exception {
        String queue = queue();
        Wire wire = connect();
        wire.sendSafely(queue, "mine", "ttl:300");
        wire.subscribe("s", queue, "client-individual");
        String ack = wire.expect("MESSAGE").need("ack");
        assertThat(wire.readWithin(Duration.ofMillis(500))).isEmpty();
        wire.settle("ACK", "id:" + ack);
        assertThat(info(queue).acknowledged()).isEqualTo(1);
    }

    @Test
    void whatExpiredWhileItWasOutDoesNotComeAgain() throws Exception {
        String queue = queue();
        Wire wire = connect();
        wire.sendSafely(queue, "mine", "ttl:300");
        wire.subscribe("s", queue, "client-individual");
        String ack = wire.expect("MESSAGE").need("ack");
        assertThat(wire.readWithin(Duration.ofMillis(500))).isEmpty();
        wire.send("NACK", "id:" + ack);
        assertThat(wire.readWithin(Duration.ofMillis(300))).isEmpty();
    }

    @Test
    void aDelayedMessageComesInItsTimeAndHoldsUpNobody() throws Exception {
        List<Wire> consumers = new ArrayList<>();
        Wire producer = connect();
        long began = System.nanoTime();
        for (String how : List.of("receipt:r", "persistent:false", "none:1")) {
            for (String delay : List.of("deliver-after:1", "AMQ_SCHEDULED_DELAY:1000")) {
                String queue = queue();
                Wire consumer = connect();
                consumer.subscribe("s", queue, "auto");
                consumers.add(consumer);
                producer.sendText(queue, "later", delay, how);
                producer.sendText(queue, "now");
            }
        }
        for (Wire consumer : consumers) {
            assertThat(consumer.expect("MESSAGE").text()).isEqualTo("now");
        }
        for (Wire consumer : consumers) {
            assertThat(consumer.expect("MESSAGE").text()).isEqualTo("later");
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(990));
        }
    }

    @Test
    void delaysInATransactionCountFromTheSend() throws IOException {
        String queue = queue();
        Wire wire = connect();
        wire.subscribe("s", queue, "auto");
        wire.send("BEGIN", "transaction:t");
        wire.sendText(queue, "later", "transaction:t", "AMQ_SCHEDULED_DELAY:500");
        wire.sendText(queue, "now", "transaction:t");
        wire.send("COMMIT", "transaction:t");
        assertThat(texts(wire, 2)).containsExactly("now", "later");
    }

    @Test
    void delayedMessagesAreCountedApart() throws Exception {
        String queue = queue();
        Wire wire = connect();
        wire.sendSafely(queue, "later", "deliver-after:600");
        wire.sendSafely(queue, "now");
        assertThat(info(queue).delayed()).isEqualTo(1);
        assertThat(info(queue).ready()).isEqualTo(1);
    }

    @Test
    void anExpiredTopicMessageIsNotDelivered() throws IOException {
        String topic = topic();
        Wire wire = connect();
        wire.subscribe("s", topic, "auto");
        wire.sendText(topic, "stale", "expires:1000");
        wire.sendText(topic, "fresh");
        assertThat(wire.expect("MESSAGE").text()).isEqualTo("fresh");
    }
}
