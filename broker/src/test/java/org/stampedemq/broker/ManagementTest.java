package org.stampedemq.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.stampedemq.broker.management.DestinationInfo;
import org.stampedemq.broker.management.NodeInfo;
import org.stampedemq.broker.management.PeekedMessage;

/** What an operator sees is what there is. */
class ManagementTest extends NodeTest {
    private long purge(String queue) throws Exception {
        return broker().management().purge(queue).toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private List<PeekedMessage> peek(String queue, int max) throws Exception {
        return broker().management().peek(queue, max).toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void countsFollowEveryStep() throws Exception {
        String queue = queue();
        Wire producer = connect();
        for (int i = 0; i < 10; i++) {
            producer.sendSafely(queue, "m" + i);
        }
        DestinationInfo full = info(queue);
        assertThat(full.ready()).isEqualTo(10);
        assertThat(full.received()).isEqualTo(10);
        assertThat(full.bytes()).isPositive();
        assertThat(full.consumers()).isZero();
        assertThat(full.oldestMillis()).isBetween(0L, 60_000L);
        Wire consumer = connect();
        consumer.subscribe("s", queue, "client-individual", "prefetch-count:4");
        Wire.Frame first = consumer.expect("MESSAGE");
        texts(consumer, 3);
        DestinationInfo out = info(queue);
        assertThat(out.inFlight()).isEqualTo(4);
        assertThat(out.ready()).isEqualTo(6);
        assertThat(out.consumers()).isEqualTo(1);
        assertThat(out.delivered()).isEqualTo(4);
        consumer.settle("ACK", "id:" + first.need("ack"));
        assertThat(info(queue).acknowledged()).isEqualTo(1);
        consumer.settle("DISCONNECT");
        await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> {
            assertThat(info(queue).ready()).isEqualTo(9);
            assertThat(info(queue).inFlight()).isZero();
            assertThat(info(queue).consumers()).isZero();
        });
    }

    @Test
    void aMessageThatIsHeldBackIsSeenToo() throws Exception {
        String queue = queue();
        Wire producer = connect();
        producer.sendText(queue, "behind");
        producer.sendText(queue, "volatile", "persistent:false");
        producer.settle("BEGIN", "transaction:t");
        await().atMost(Duration.ofSeconds(5)).until(() -> info(queue).ready() == 2);
        assertThat(peek(queue, 10)).extracting(PeekedMessage::persistent).containsExactly(true, false);
    }

    @Test
    void peekShowsWithoutTaking() throws Exception {
        String queue = queue();
        Wire producer = connect();
        producer.sendSafely(queue, "first", "colour:blue", "tricky:a\\nb\\cc");
        producer.sendSafely(queue, "second");
        List<PeekedMessage> seen = peek(queue, 10);
        assertThat(seen).hasSize(2);
        assertThat(seen.get(0).headers()).startsWith(Map.entry("colour", "blue"), Map.entry("tricky", "a\nb:c"));
        assertThat(StandardCharsets.UTF_8
                        .decode(seen.get(0).bodyPrefix().duplicate())
                        .toString())
                .isEqualTo("first");
        assertThat(seen.get(0).bodyOctets()).isEqualTo(5);
        assertThat(peek(queue, 1)).hasSize(1);
        Wire consumer = connect();
        consumer.subscribe("s", queue, "client");
        Wire.Frame message = consumer.expect("MESSAGE");
        assertThat(message.header("message-id")).isEqualTo(seen.get(0).id());
        assertThat(message.header("redelivered")).isNull();
        consumer.expect("MESSAGE");
        assertThat(peek(queue, 10)).hasSize(2);
    }

    @Test
    void purgeRemovesWhatNobodyHas() throws Exception {
        String queue = queue();
        Wire producer = connect();
        for (int i = 0; i < 2_500; i++) {
            producer.sendText(queue, "m" + i);
        }
        producer.settle("DISCONNECT");
        Wire consumer = connect();
        consumer.subscribe("s", queue, "client", "prefetch-count:3");
        consumer.expect("MESSAGE");
        consumer.expect("MESSAGE");
        Wire.Frame third = consumer.expect("MESSAGE");
        assertThat(purge(queue)).isEqualTo(2_497);
        assertThat(info(queue).ready()).isZero();
        assertThat(info(queue).inFlight()).isEqualTo(3);
        consumer.send("NACK", "id:" + third.need("ack"));
        assertThat(consumer.expect("MESSAGE").header("redelivered")).isEqualTo("true");
        connect().sendSafely(queue, "after");
        consumer.close();
        Wire other = connect();
        other.subscribe("s", queue, "auto");
        assertThat(texts(other, 4)).containsExactly("m0", "m1", "m2", "after");
    }

    @Test
    void purgeOfAQueueWithoutConsumersTakesTheDelayedToo() throws Exception {
        String queue = queue();
        Wire producer = connect();
        producer.sendSafely(queue, "later", "deliver-after:600");
        producer.sendSafely(queue, "now");
        assertThat(purge(queue)).isEqualTo(2);
        assertThat(info(queue).delayed()).isZero();
        assertThat(purge(queue)).isZero();
    }

    @Test
    void purgeWhileProducersGoOnEnds() throws Exception {
        String queue = queue();
        Wire producer = connect();
        for (int i = 0; i < 500; i++) {
            producer.sendText(queue, "m" + i);
            if (i % 100 == 50) {
                purge(queue);
            }
        }
        producer.sendSafely(queue, "last");
        Wire consumer = connect();
        consumer.subscribe("s", queue, "auto");
        String text = "";
        int before = -1;
        while (!text.equals("last")) {
            text = consumer.expect("MESSAGE").text();
            int number = text.equals("last") ? 500 : Integer.parseInt(text.substring(1));
            assertThat(number).isGreaterThan(before);
            before = number;
        }
    }

    @Test
    void destinationsAreListedByNameAndPrefix() throws Exception {
        String queue = queue();
        Wire producer = connect();
        producer.sendSafely(queue + ".b", "x");
        producer.sendSafely(queue + ".a", "x");
        List<DestinationInfo> found = broker().management()
                .destinations(queue + ".", 10)
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        assertThat(found).extracting(DestinationInfo::name).containsExactly(queue + ".a", queue + ".b");
        assertThat(broker().management()
                        .destinations(queue + ".", 1)
                        .toCompletableFuture()
                        .get())
                .hasSize(1);
    }

    @Test
    void theNodeIsDescribed() throws Exception {
        Wire wire = connect();
        NodeInfo node = broker().management().node().toCompletableFuture().get(10, TimeUnit.SECONDS);
        assertThat(node.nodeId()).isEqualTo("test");
        assertThat(node.ready()).isTrue();
        assertThat(node.notReadyBecause()).isEmpty();
        assertThat(node.connections()).isGreaterThanOrEqualTo(1);
        assertThat(node.addresses()).hasSize(1);
        assertThat(node.notStored()).isZero();
        assertThat(broker().management().healthy()).isTrue();
        wire.settle("DISCONNECT");
    }
}
