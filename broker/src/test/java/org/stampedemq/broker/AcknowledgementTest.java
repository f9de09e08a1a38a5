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

/** What an ACK settles, and whose. */
class AcknowledgementTest extends NodeTest {
    private List<Wire.Frame> take(Wire consumer, String queue, String mode, int count) throws IOException {
        Wire producer = connect();
        for (int i = 0; i < count; i++) {
            producer.sendText(queue, "m" + i);
        }
        consumer.subscribe("s", queue, mode);
        List<Wire.Frame> messages = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            messages.add(consumer.expect("MESSAGE"));
        }
        return messages;
    }

    /** What another consumer finds once the first is gone. */
    private List<String> leftOver(Wire first, String queue, int count) throws IOException {
        first.close();
        Wire other = connect();
        other.subscribe("s", queue, "auto");
        List<String> left = texts(other, count);
        assertThat(other.readWithin(Duration.ofMillis(100))).isEmpty();
        return left;
    }

    private static String[] named(String version, Wire.Frame message) {
        return version.equals("1.2")
                ? new String[] {"id:" + message.need("ack")}
                : new String[] {"message-id:" + message.need("message-id"), "subscription:s"};
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0", "1.1", "1.2"})
    void modeClientSettlesAllBefore(String version) throws IOException {
        String queue = queue();
        Wire consumer = connect(version);
        List<Wire.Frame> messages = take(consumer, queue, "client", 6);
        consumer.settle("ACK", named(version, messages.get(3)));
        assertThat(leftOver(consumer, queue, 2)).containsExactly("m4", "m5");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0", "1.1", "1.2"})
    void modeClientIndividualSettlesThatOneAlone(String version) throws IOException {
        String queue = queue();
        Wire consumer = connect(version);
        List<Wire.Frame> messages = take(consumer, queue, "client-individual", 5);
        consumer.settle("ACK", named(version, messages.get(3)));
        consumer.settle("ACK", named(version, messages.get(1)));
        assertThat(leftOver(consumer, queue, 3)).containsExactly("m0", "m2", "m4");
    }

    @Test
    void modeAutoSettlesWhatWasHandedOver() throws Exception {
        String queue = queue();
        Wire consumer = connect();
        take(consumer, queue, "auto", 5);
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(info(queue).inFlight()).isZero());
        assertThat(leftOver(consumer, queue, 0)).isEmpty();
    }

    @Test
    void onePointZeroMayLeaveOutTheSubscription() throws IOException {
        String queue = queue();
        Wire consumer = connect("1.0");
        List<Wire.Frame> messages = take(consumer, queue, "client", 3);
        consumer.settle("ACK", "message-id:" + messages.get(2).need("message-id"));
        assertThat(leftOver(consumer, queue, 0)).isEmpty();
    }

    @Test
    void cumulativeStaysWithinItsSubscription() throws IOException {
        String one = queue();
        String two = queue();
        Wire producer = connect();
        producer.sendSafely(one, "a");
        producer.sendSafely(two, "b");
        Wire consumer = connect();
        consumer.subscribe("1", one, "client");
        consumer.expect("MESSAGE");
        consumer.subscribe("2", two, "client");
        consumer.settle("ACK", "id:" + consumer.expect("MESSAGE").need("ack"));
        assertThat(leftOver(consumer, one, 1)).containsExactly("a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0", "1.1", "1.2"})
    void aRepeatedAckIsAnError(String version) throws IOException {
        String queue = queue();
        Wire consumer = connect(version);
        List<Wire.Frame> messages = take(consumer, queue, "client-individual", 2);
        consumer.settle("ACK", named(version, messages.get(0)));
        List<String> again = new ArrayList<>(List.of(named(version, messages.get(0))));
        again.add("receipt:again");
        consumer.send("ACK", again.toArray(String[]::new));
        assertThat(consumer.expectErrorAndEnd().header("receipt-id")).isEqualTo("again");
        assertThat(leftOver(consumer, queue, 1)).containsExactly("m1");
    }

    @Test
    void anAckOfWhatACumulativeOneSettledIsAnError() throws IOException {
        String queue = queue();
        Wire consumer = connect();
        List<Wire.Frame> messages = take(consumer, queue, "client", 3);
        consumer.settle("ACK", "id:" + messages.get(2).need("ack"));
        consumer.send("ACK", "id:" + messages.get(0).need("ack"));
        consumer.expectErrorAndEnd();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.1", "1.2"})
    void anAckOfAnotherConnectionsMessageIsAnError(String version) throws IOException {
        String queue = queue();
        Wire owner = connect(version);
        List<Wire.Frame> messages = take(owner, queue, "client-individual", 1);
        Wire thief = connect(version);
        String elsewhere = queue();
        thief.subscribe("s", elsewhere, "client-individual");
        thief.sendText(elsewhere, "own");
        thief.expect("MESSAGE");
        thief.send("ACK", named(version, messages.get(0)));
        thief.expectErrorAndEnd();
        owner.settle("ACK", named(version, messages.get(0)));
    }

    @Test
    void anAckThatNamesAnotherSubscriptionIsAnError() throws IOException {
        String queue = queue();
        Wire consumer = connect("1.1");
        List<Wire.Frame> messages = take(consumer, queue, "client", 1);
        consumer.subscribe("other", queue(), "client");
        consumer.send("ACK", "message-id:" + messages.get(0).need("message-id"), "subscription:other");
        consumer.expectErrorAndEnd();
        assertThat(leftOver(consumer, queue, 1)).containsExactly("m0");
    }

    @Test
    void anAckInModeAutoIsAnError() throws IOException {
        String queue = queue();
        Wire consumer = connect();
        List<Wire.Frame> messages = take(consumer, queue, "auto", 1);
        assertThat(messages.get(0).header("ack")).isNull();
        consumer.send("ACK", "id:1");
        consumer.expectErrorAndEnd();
    }

    @Test
    void ackHeadersAreThereInOnePointTwoOnly() throws IOException {
        assertThat(take(connect("1.2"), queue(), "client", 1).get(0).header("ack"))
                .isNotNull();
        assertThat(take(connect("1.1"), queue(), "client", 1).get(0).header("ack"))
                .isNull();
        assertThat(take(connect("1.0"), queue(), "client", 1).get(0).header("ack"))
                .isNull();
    }

    @Test
    void acknowledgementsInAnyOrderWithALongStandingFirst() throws Exception {
        String queue = queue();
        Wire producer = connect();
        for (int i = 0; i < 2_000; i++) {
            producer.sendText(queue, "m" + i);
        }
        Wire consumer = connect();
        consumer.subscribe("s", queue, "client-individual", "prefetch-count:50");
        Wire.Frame first = consumer.expect("MESSAGE");
        for (int i = 1; i < 2_000; i++) {
            Wire.Frame message = consumer.expect("MESSAGE");
            assertThat(message.text()).isEqualTo("m" + i);
            consumer.send("ACK", "id:" + message.need("ack"));
        }
        consumer.settle("ACK", "id:" + first.need("ack"));
        assertThat(info(queue).inFlight()).isZero();
        assertThat(info(queue).ready()).isZero();
        assertThat(info(queue).acknowledged()).isEqualTo(2_000);
    }
}
