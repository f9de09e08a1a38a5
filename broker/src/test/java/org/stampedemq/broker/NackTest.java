package org.stampedemq.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stampedemq.broker.destination.QueueSettings;

/** With three failures to the dead letters. */
class NackTest extends NodeTest {
    @Override
    BrokerSettings settings(BrokerSettings usual) {
        return TestSettings.withQueues(
                usual,
                new QueueSettings(
                        3, "dlq.", Duration.ZERO, Duration.ofMinutes(1), false, true, false, Duration.ofMinutes(1)));
    }

    private static String dlq(String queue) {
        return "/queue/dlq." + queue.substring("/queue/".length());
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.1", "1.2"})
    void itGoesBackToItsPlaceFlaggedAndCounted(String version) throws IOException {
        String queue = queue();
        Wire consumer = connect(version);
        for (int i = 0; i < 3; i++) {
            consumer.sendSafely(queue, "m" + i);
        }
        consumer.subscribe("s", queue, "client-individual", "prefetch-count:1");
        Wire.Frame first = consumer.expect("MESSAGE");
        assertThat(first.header("redelivered")).isNull();
        assertThat(first.header("delivery-count")).isNull();
        nack(consumer, version, first);
        Wire.Frame again = consumer.expect("MESSAGE");
        assertThat(again.text()).isEqualTo("m0");
        assertThat(again.header("message-id")).isEqualTo(first.header("message-id"));
        assertThat(again.header("redelivered")).isEqualTo("true");
        assertThat(again.header("delivery-count")).isEqualTo("2");
    }

    private static void nack(Wire consumer, String version, Wire.Frame message, String... more) throws IOException {
        List<String> headers = new ArrayList<>(
                version.equals("1.2")
                        ? List.of("id:" + message.need("ack"))
                        : List.of("message-id:" + message.need("message-id"), "subscription:s"));
        headers.addAll(List.of(more));
        consumer.send("NACK", headers.toArray(String[]::new));
    }

    @Test
    void afterTheMostFailuresItIsADeadLetter() throws Exception {
        String queue = queue();
        Wire consumer = connect();
        consumer.sendSafely(queue, "poison", "colour:blue", "tricky:a\\nb");
        consumer.sendSafely(queue, "good");
        consumer.subscribe("s", queue, "client-individual", "prefetch-count:1");
        for (int i = 0; i < 2; i++) {
            nack(consumer, "1.2", consumer.expect("MESSAGE"));
        }
        consumer.settle("NACK", "id:" + consumer.expect("MESSAGE").need("ack"));
        assertThat(consumer.expect("MESSAGE").text()).isEqualTo("good");
        Wire undertaker = connect();
        undertaker.subscribe("d", dlq(queue), "client-individual");
        Wire.Frame dead = undertaker.expect("MESSAGE");
        assertThat(dead.text()).isEqualTo("poison");
        assertThat(dead.header("colour")).isEqualTo("blue");
        assertThat(dead.header("tricky")).isEqualTo("a\\nb");
        assertThat(dead.header("original-destination")).isEqualTo(queue);
        assertThat(dead.header("dead-letter-reason")).isEqualTo("failed");
        assertThat(dead.header("dead-letter-failures")).isEqualTo("3");
        assertThat(Long.parseLong(dead.need("dead-letter-time"))).isPositive();
        assertThat(dead.header("redelivered")).isNull();
        assertThat(info(queue).deadLettered()).isEqualTo(1);
    }

    @Test
    void requeueFalseIsADeadLetterAtOnce() throws Exception {
        String queue = queue();
        Wire consumer = connect();
        consumer.sendSafely(queue, "unwanted");
        consumer.subscribe("s", queue, "client-individual");
        consumer.settle("NACK", "id:" + consumer.expect("MESSAGE").need("ack"), "requeue:false");
        consumer.subscribe("d", dlq(queue), "auto");
        Wire.Frame dead = consumer.expect("MESSAGE");
        assertThat(dead.header("dead-letter-reason")).isEqualTo("rejected");
        assertThat(info(queue).ready()).isZero();
        assertThat(info(queue).inFlight()).isZero();
    }

    @Test
    void deadLettersOfOlderSendersStayReadableToOlderReceivers() throws Exception {
        String queue = queue() + ":with:colons\\\\and";
        Wire consumer = connect();
        consumer.sendSafely(queue.replace(":with:colons", "\\cwith\\ccolons"), "x");
        consumer.subscribe("s", queue.replace(":with:colons", "\\cwith\\ccolons"), "client-individual");
        consumer.settle("NACK", "id:" + consumer.expect("MESSAGE").need("ack"), "requeue:false");
        Wire old = connect("1.0");
        old.subscribe("d", dlq(queue).replace("\\\\", "\\"), "auto");
        assertThat(old.expect("MESSAGE").header("original-destination")).isEqualTo(queue.replace("\\\\", "\\"));
    }

    @Test
    void whatFailsAmongTheDeadLettersStaysThere() throws Exception {
        String queue = dlq(queue());
        Wire consumer = connect();
        consumer.sendSafely(queue, "dead already");
        consumer.subscribe("s", queue, "client-individual");
        for (int i = 0; i < 6; i++) {
            nack(consumer, "1.2", consumer.expect("MESSAGE"));
        }
        assertThat(consumer.expect("MESSAGE").text()).isEqualTo("dead already");
    }

    @Test
    void delayPostponesIt() throws IOException {
        String queue = queue();
        Wire consumer = connect();
        consumer.sendSafely(queue, "later");
        consumer.sendSafely(queue, "now");
        consumer.subscribe("s", queue, "client-individual", "prefetch-count:1");
        consumer.send("NACK", "id:" + consumer.expect("MESSAGE").need("ack"), "delay:400");
        Wire.Frame now = consumer.expect("MESSAGE");
        assertThat(now.text()).isEqualTo("now");
        consumer.send("ACK", "id:" + now.need("ack"));
        assertThat(consumer.readWithin(Duration.ofMillis(150))).isEmpty();
        Wire.Frame later = consumer.expect("MESSAGE");
        assertThat(later.text()).isEqualTo("later");
        assertThat(later.header("redelivered")).isEqualTo("true");
    }

    @Test
    void inModeClientItIsCumulative() throws Exception {
        String queue = queue();
        Wire consumer = connect();
        for (int i = 0; i < 4; i++) {
            consumer.sendSafely(queue, "m" + i);
        }
        consumer.subscribe("s", queue, "client", "prefetch-count:4");
        consumer.expect("MESSAGE");
        consumer.expect("MESSAGE");
        Wire.Frame third = consumer.expect("MESSAGE");
        consumer.expect("MESSAGE");
        consumer.settle("NACK", "id:" + third.need("ack"));
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(info(queue).redelivered()).isEqualTo(3));
        assertThat(info(queue).delivered()).isEqualTo(7);
    }

    @Test
    void aFailureCountsForTheNextConsumerToo() throws Exception {
        String queue = queue();
        connect().sendSafely(queue, "poison");
        for (int i = 0; i < 3; i++) {
            Wire consumer = connect();
            consumer.subscribe("s", queue, "client-individual");
            Wire.Frame message = consumer.expect("MESSAGE");
            assertThat(message.text()).isEqualTo("poison");
            consumer.settle("NACK", "id:" + message.need("ack"));
            // In order, so that what it may have got again meanwhile does not count as failed.
            consumer.settle("DISCONNECT");
        }
        Wire undertaker = connect();
        undertaker.subscribe("d", dlq(queue), "auto");
        assertThat(undertaker.expect("MESSAGE").text()).isEqualTo("poison");
    }
}
