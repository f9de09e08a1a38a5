package org.stampedemq.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A queue gives each message to one consumer, oldest first, and no consumer more than it asked for. */
class CompetingConsumersTest extends NodeTest {
    private static void fill(Wire producer, String queue, int from, int to) throws IOException {
        StringBuilder frames = new StringBuilder();
        for (int i = from; i < to; i++) {
            frames.append("SEND\ndestination:" + queue + "\n\nm" + i + "\0");
        }
        producer.raw(frames.toString().getBytes(StandardCharsets.UTF_8));
        producer.settle("BEGIN", "transaction:filled");
        producer.settle("ABORT", "transaction:filled");
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "client", "client-individual"})
    void eachMessageGoesToOneOfThem(String mode) throws IOException {
        String queue = queue();
        List<Wire> consumers = List.of(connect("1.0"), connect("1.1"), connect("1.2"), connect("1.2"));
        for (Wire consumer : consumers) {
            consumer.subscribe("s", queue, mode, "prefetch-count:1000");
        }
        fill(connect(), queue, 0, 1_000);
        List<String> all = new ArrayList<>();
        for (Wire consumer : consumers) {
            List<String> its = texts(consumer, 250);
            assertThat(its).isSortedAccordingTo((a, b) -> Integer.compare(number(a), number(b)));
            all.addAll(its);
        }
        assertThat(all).containsExactlyInAnyOrderElementsOf(numbered("m", 0, 1_000));
    }

    private static int number(String text) {
        return Integer.parseInt(text.substring(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "client", "client-individual"})
    void oneConsumerGetsThemInOrder(String mode) throws IOException {
        String queue = queue();
        Wire producer = connect();
        fill(producer, queue, 0, 500);
        Wire consumer = connect();
        consumer.subscribe("s", queue, mode, "prefetch-count:10");
        fill(producer, queue, 500, 1_000);
        for (int i = 0; i < 1_000; i++) {
            Wire.Frame message = consumer.expect("MESSAGE");
            assertThat(message.text()).isEqualTo("m" + i);
            if (!mode.equals("auto")) {
                consumer.send("ACK", "id:" + message.need("ack"));
            }
        }
    }

    @Test
    void messagesWithAndWithoutReceiptKeepTheirOrder() throws IOException {
        String queue = queue();
        StringBuilder frames = new StringBuilder();
        for (int i = 0; i < 600; i++) {
            String how = switch (i % 3) {
                case 0 -> "receipt:r" + i + "\n";
                case 1 -> "persistent:false\n";
                default -> "";
            };
            frames.append("SEND\ndestination:" + queue + "\n" + how + "\nm" + i + "\0");
        }
        Wire consumer = connect();
        consumer.subscribe("s", queue, "auto");
        connect().raw(frames.toString().getBytes(StandardCharsets.UTF_8));
        assertThat(texts(consumer, 600)).isEqualTo(numbered("m", 0, 600));
    }

    @ParameterizedTest
    @ValueSource(strings = {"prefetch-count:3", "activemq.prefetchSize:3"})
    void noMoreIsOutThanThePrefetch(String prefetch) throws IOException {
        String queue = queue();
        fill(connect(), queue, 0, 10);
        Wire consumer = connect();
        consumer.subscribe("s", queue, "client-individual", prefetch);
        Wire.Frame first = consumer.expect("MESSAGE");
        consumer.expect("MESSAGE");
        Wire.Frame third = consumer.expect("MESSAGE");
        assertThat(consumer.readWithin(Duration.ofMillis(200))).isEmpty();
        consumer.send("ACK", "id:" + third.need("ack"));
        assertThat(consumer.expect("MESSAGE").text()).isEqualTo("m3");
        assertThat(consumer.readWithin(Duration.ofMillis(100))).isEmpty();
        consumer.send("NACK", "id:" + first.need("ack"), "requeue:false");
        assertThat(consumer.expect("MESSAGE").text()).isEqualTo("m4");
        assertThat(consumer.readWithin(Duration.ofMillis(100))).isEmpty();
    }

    @Test
    void theDefaultPrefetchIsOneHundred() throws IOException {
        String queue = queue();
        fill(connect(), queue, 0, 150);
        Wire consumer = connect();
        consumer.subscribe("s", queue, "client");
        assertThat(texts(consumer, 100)).isEqualTo(numbered("m", 0, 100));
        assertThat(consumer.readWithin(Duration.ofMillis(200))).isEmpty();
    }

    @Test
    void theyAreServedInTurnWhileTheyHaveCredit() throws IOException {
        String queue = queue();
        Wire small = connect();
        Wire large = connect();
        small.subscribe("s", queue, "client-individual", "prefetch-count:5");
        large.subscribe("s", queue, "client-individual", "prefetch-count:100");
        fill(connect(), queue, 0, 40);
        assertThat(texts(small, 5)).hasSize(5);
        assertThat(texts(large, 35)).hasSize(35);
        assertThat(small.readWithin(Duration.ofMillis(100))).isEmpty();
        assertThat(large.readWithin(Duration.ofMillis(100))).isEmpty();
    }

    @Test
    void twoSubscriptionsOfOneConnectionCompeteToo() throws IOException {
        String queue = queue();
        Wire consumer = connect();
        consumer.subscribe("one", queue, "client", "prefetch-count:2");
        consumer.subscribe("two", queue, "client", "prefetch-count:3");
        fill(connect(), queue, 0, 9);
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ids.add(consumer.expect("MESSAGE").need("subscription"));
        }
        assertThat(ids).containsExactlyInAnyOrder("one", "one", "two", "two", "two");
        assertThat(consumer.readWithin(Duration.ofMillis(100))).isEmpty();
    }

    @Test
    void aConsumerThatDoesNotReadDoesNotHoldUpTheOthers() throws IOException {
        String queue = queue();
        Wire stuck = connect();
        stuck.subscribe("s", queue, "client-individual", "prefetch-count:1");
        Wire consumer = connect();
        consumer.subscribe("s", queue, "auto");
        fill(connect(), queue, 0, 500);
        assertThat(texts(consumer, 499)).hasSize(499);
        assertThat(stuck.expect("MESSAGE").command()).isEqualTo("MESSAGE");
    }

    @Test
    void aMessageLargerThanAnyWindowIsDeliveredAndTheNextAfterIt() throws IOException {
        String queue = queue();
        Wire producer = connect();
        byte[] large = new byte[8 << 20];
        for (int i = 0; i < large.length; i++) {
            large[i] = (byte) (i * 31);
        }
        producer.frame("SEND", large, "destination:" + queue, "content-length:" + large.length, "receipt:large");
        producer.expect("RECEIPT");
        producer.sendSafely(queue, "small");
        Wire consumer = connect();
        consumer.subscribe("s", queue, "client-individual", "prefetch-count:1");
        Wire.Frame message = consumer.expect("MESSAGE");
        assertThat(message.body()).isEqualTo(large);
        consumer.send("ACK", "id:" + message.need("ack"));
        assertThat(consumer.expect("MESSAGE").text()).isEqualTo("small");
    }

    @Test
    void aConsumerThatCameFirstGetsWhatComesLater() throws IOException {
        String queue = queue();
        Wire consumer = connect();
        consumer.subscribe("s", queue, "auto");
        assertThat(consumer.readWithin(Duration.ofMillis(50))).isEmpty();
        connect().sendText(queue, "late");
        assertThat(consumer.readWithin(Duration.ofSeconds(5)).map(Wire.Frame::text))
                .isEqualTo(Optional.of("late"));
    }
}
