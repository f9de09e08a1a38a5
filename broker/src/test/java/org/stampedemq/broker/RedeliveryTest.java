package org.stampedemq.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was out comes back to its place, flagged and counted, and nothing is lost or told twice without saying so. */
class RedeliveryTest extends NodeTest {
    private Wire holding(String queue, int count, String mode) throws IOException {
        Wire producer = connect();
        for (int i = 0; i < count; i++) {
            producer.sendText(queue, "m" + i);
        }
        Wire consumer = connect();
        consumer.subscribe("s", queue, mode, "prefetch-count:" + count);
        assertThat(texts(consumer, count)).isEqualTo(numbered("m", 0, count));
        return consumer;
    }

    @ParameterizedTest
    @ValueSource(strings = {"client", "client-individual"})
    void aLostConnectionGivesBackWhatItHeld(String mode) throws IOException {
        String queue = queue();
        Wire lost = holding(queue, 20, mode);
        lost.socket().setSoLinger(true, 0);
        lost.close();
        connect().sendText(queue, "m20");
        Wire other = connect();
        other.subscribe("s", queue, mode);
        for (int i = 0; i < 20; i++) {
            Wire.Frame message = other.expect("MESSAGE");
            assertThat(message.text()).isEqualTo("m" + i);
            assertThat(message.header("redelivered")).isEqualTo("true");
            assertThat(message.header("delivery-count")).isEqualTo("2");
        }
        Wire.Frame fresh = other.expect("MESSAGE");
        assertThat(fresh.text()).isEqualTo("m20");
        assertThat(fresh.header("redelivered")).isNull();
    }

    @Test
    void aWaitingConsumerGetsThemBeforeWhatIsYounger() throws IOException {
        String queue = queue();
        Wire lost = holding(queue, 5, "client-individual");
        Wire other = connect();
        other.subscribe("s", queue, "client-individual", "prefetch-count:3");
        for (int i = 5; i < 12; i++) {
            other.sendText(queue, "m" + i);
        }
        List<Wire.Frame> first = List.of(other.expect("MESSAGE"), other.expect("MESSAGE"), other.expect("MESSAGE"));
        assertThat(first).extracting(Wire.Frame::text).containsExactly("m5", "m6", "m7");
        lost.close();
        await().atMost(Duration.ofSeconds(5)).until(() -> info(queue).inFlight() == 3);
        for (Wire.Frame message : first) {
            other.send("ACK", "id:" + message.need("ack"));
        }
        assertThat(texts(other, 3)).containsExactly("m0", "m1", "m2");
    }

    @Test
    void aConnectionThatEndedInOrderDidNotFail() throws IOException {
        String queue = queue();
        connect().sendSafely(queue, "kept");
        for (int i = 0; i < 12; i++) {
            Wire consumer = connect();
            consumer.subscribe("s", queue, "client-individual");
            Wire.Frame message = consumer.expect("MESSAGE");
            assertThat(message.text()).isEqualTo("kept");
            assertThat(message.header("delivery-count")).isEqualTo(i == 0 ? null : Integer.toString(i + 1));
            consumer.settle("DISCONNECT");
        }
    }

    @Test
    void connectionsThatDieWithItInHandSendItToTheDeadLetters() throws Exception {
        String queue = queue();
        connect().sendSafely(queue, "poison");
        for (int i = 0; i < 10; i++) {
            Wire consumer = connect();
            consumer.subscribe("s", queue, "client-individual");
            assertThat(consumer.expect("MESSAGE").text()).isEqualTo("poison");
            consumer.close();
            await().atMost(Duration.ofSeconds(5)).until(() -> info(queue).inFlight() == 0);
        }
        Wire undertaker = connect();
        undertaker.subscribe("d", "/queue/dlq." + queue.substring(7), "auto");
        Wire.Frame dead = undertaker.expect("MESSAGE");
        assertThat(dead.text()).isEqualTo("poison");
        assertThat(dead.header("dead-letter-failures")).isEqualTo("10");
    }

    @Test
    void anErrorGivesBackWhatWasHeld() throws IOException {
        String queue = queue();
        Wire failing = holding(queue, 3, "client");
        failing.send("NONSENSE");
        failing.expectErrorAndEnd();
        Wire other = connect();
        other.subscribe("s", queue, "auto");
        assertThat(texts(other, 3)).isEqualTo(numbered("m", 0, 3));
    }

    @Test
    void unsubscribeGivesBackAtOnceAndNothingComesAfterItsReceipt() throws IOException {
        String queue = queue();
        Wire consumer = holding(queue, 10, "client-individual");
        Wire other = connect();
        other.subscribe("s", queue, "auto");
        assertThat(consumer.settle("UNSUBSCRIBE", "id:s")).isEmpty();
        assertThat(texts(other, 10)).isEqualTo(numbered("m", 0, 10));
        connect().sendText(queue, "m10");
        assertThat(other.expect("MESSAGE").text()).isEqualTo("m10");
        assertThat(consumer.readWithin(Duration.ofMillis(100))).isEmpty();
    }

    @Test
    void unsubscribeUnderFireLosesNothing() throws IOException {
        String queue = queue();
        Wire producer = connect();
        for (int round = 0; round < 20; round++) {
            Wire consumer = connect();
            consumer.subscribe("s", queue, "client-individual", "prefetch-count:1000");
            for (int i = 0; i < 50; i++) {
                producer.sendText(queue, "r" + (round * 50 + i));
            }
            consumer.settle("UNSUBSCRIBE", "id:s");
            assertThat(consumer.readWithin(Duration.ofMillis(5))).isEmpty();
        }
        Wire last = connect();
        last.subscribe("s", queue, "auto");
        assertThat(texts(last, 1_000)).isEqualTo(numbered("r", 0, 1_000));
    }

    @Test
    void anAckAfterUnsubscribeIsAnError() throws IOException {
        String queue = queue();
        connect().sendSafely(queue, "x");
        Wire consumer = connect();
        consumer.subscribe("s", queue, "client");
        String ack = consumer.expect("MESSAGE").need("ack");
        consumer.settle("UNSUBSCRIBE", "id:s");
        consumer.send("ACK", "id:" + ack);
        consumer.expectErrorAndEnd();
    }

    @Test
    void autoDeliveriesThatWereNeverReadAreNotLost() throws Exception {
        String queue = queue();
        Wire stuck = connect();
        stuck.socket().setReceiveBufferSize(4_096);
        stuck.subscribe("s", queue, "auto");
        Wire producer = connect();
        byte[] body = new byte[64 << 10];
        for (int i = 0; i < 200; i++) {
            producer.frame("SEND", body, "destination:" + queue, "content-length:" + body.length, "number:" + i);
        }
        producer.settle("BEGIN", "transaction:t");
        // What the operating system has taken counts as settled; the rest must come to somebody else.
        await().atMost(Duration.ofSeconds(10)).until(() -> info(queue).received() == 200);
        stuck.socket().setSoLinger(true, 0);
        stuck.close();
        await().atMost(Duration.ofSeconds(5)).until(() -> info(queue).inFlight() == 0);
        long settled = info(queue).acknowledged();
        assertThat(settled).isLessThan(200);
        Wire other = connect();
        other.subscribe("s", queue, "auto");
        for (long i = settled; i < 200; i++) {
            assertThat(other.expect("MESSAGE").header("number")).isEqualTo(Long.toString(i));
        }
    }
}
