package org.stampedemq.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

/** Every subscriber that is there gets every message, whole and in order. */
class TopicTest extends NodeTest {
    @Test
    void everySubscriberGetsEverything() throws IOException {
        String topic = topic();
        List<Wire> subscribers = List.of(connect("1.0"), connect("1.1"), connect("1.2"), connect());
        for (Wire subscriber : subscribers) {
            subscriber.subscribe("s", topic, "auto");
        }
        Wire publisher = connect();
        for (int i = 0; i < 500; i++) {
            publisher.sendText(topic, "m" + i);
        }
        for (Wire subscriber : subscribers) {
            assertThat(texts(subscriber, 500)).isEqualTo(numbered("m", 0, 500));
        }
    }

    @Test
    void nothingFromBeforeTheSubscription() throws IOException {
        String topic = topic();
        Wire publisher = connect();
        publisher.sendSafely(topic, "before");
        Wire subscriber = connect();
        subscriber.subscribe("s", topic, "auto");
        publisher.sendSafely(topic, "after");
        assertThat(subscriber.expect("MESSAGE").text()).isEqualTo("after");
    }

    @Test
    void nothingAfterUnsubscribe() throws IOException {
        String topic = topic();
        Wire subscriber = connect();
        subscriber.subscribe("s", topic, "auto");
        subscriber.settle("UNSUBSCRIBE", "id:s");
        connect().sendSafely(topic, "x");
        assertThat(subscriber.readWithin(Duration.ofMillis(100))).isEmpty();
    }

    @Test
    void twoSubscriptionsOfOneConnectionGetItTwice() throws IOException {
        String topic = topic();
        Wire subscriber = connect();
        subscriber.subscribe("one", topic, "auto");
        subscriber.subscribe("two", topic, "client");
        connect().sendText(topic, "x");
        assertThat(List.of(
                        subscriber.expect("MESSAGE").need("subscription"),
                        subscriber.expect("MESSAGE").need("subscription")))
                .containsExactlyInAnyOrder("one", "two");
    }

    @Test
    void acknowledgementsAreAccepted() throws IOException {
        String topic = topic();
        Wire subscriber = connect();
        subscriber.subscribe("s", topic, "client-individual");
        Wire publisher = connect();
        publisher.sendText(topic, "a");
        publisher.sendText(topic, "b");
        Wire.Frame first = subscriber.expect("MESSAGE");
        Wire.Frame second = subscriber.expect("MESSAGE");
        subscriber.settle("ACK", "id:" + first.need("ack"));
        subscriber.settle("NACK", "id:" + second.need("ack"));
        assertThat(subscriber.readWithin(Duration.ofMillis(100))).isEmpty();
    }

    @Test
    void aTopicWithoutSubscribersTakesAnything() throws IOException {
        connect().sendSafely(topic(), "nobody", "persistent:true");
    }

    @Test
    void binaryImagesArriveAsTheyWere() throws IOException {
        String topic = topic();
        List<Wire> subscribers = List.of(connect(), connect("1.1"), connect("1.0"));
        for (Wire subscriber : subscribers) {
            subscriber.subscribe("s", topic, "auto");
        }
        Thread publisher = new Thread(() -> {
            try (Wire wire = Wire.connect(broker().addresses().get(0))) {
                SplittableRandom random = new SplittableRandom(7);
                for (int i = 0; i < 120; i++) {
                    byte[] image = new byte[random.nextInt(1, 200_000)];
                    random.nextBytes(image);
                    wire.frame(
                            "SEND",
                            image,
                            "destination:" + topic,
                            "content-length:" + image.length,
                            "checksum:" + checksum(image));
                }
                wire.settle("DISCONNECT");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        publisher.start();
        List<Thread> readers = new ArrayList<>();
        List<String> wrong = Collections.synchronizedList(new ArrayList<>());
        for (Wire subscriber : subscribers) {
            Thread reader = new Thread(() -> {
                try {
                    for (int i = 0; i < 120; i++) {
                        Wire.Frame image = subscriber.expect("MESSAGE");
                        if (!image.need("checksum").equals(checksum(image.body()))) {
                            wrong.add("checksum of " + i);
                        }
                    }
                } catch (IOException e) {
                    wrong.add(e.toString());
                }
            });
            reader.start();
            readers.add(reader);
        }
        for (Thread reader : readers) {
            join(reader);
        }
        join(publisher);
        assertThat(wrong).isEmpty();
    }

    private static void join(Thread thread) {
        try {
            thread.join(30_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String checksum(byte[] octets) {
        CRC32 crc = new CRC32();
        crc.update(ByteBuffer.wrap(octets));
        return Long.toHexString(crc.getValue());
    }

    @Test
    void oneFrameOfEveryOctet() throws IOException {
        byte[] all = new byte[256];
        for (int i = 0; i < 256; i++) {
            all[i] = (byte) i;
        }
        String topic = topic();
        Wire wire = connect();
        wire.subscribe("s", topic, "auto");
        wire.frame("SEND", all, "destination:" + topic, "content-length:256");
        assertThat(wire.expect("MESSAGE").body()).isEqualTo(all);
        wire.raw("SEND\ndestination:%s\n\nplain\0".formatted(topic).getBytes(StandardCharsets.UTF_8));
        assertThat(wire.expect("MESSAGE").text()).isEqualTo("plain");
    }

    @Test
    void aTopicAndAQueueOnOneConnectionDoNotSettleForEachOther() throws Exception {
        String topic = topic();
        String queue = "/queue/" + topic.substring("/topic/".length());
        Wire wire = connect();
        wire.subscribe("t", topic, "auto");
        wire.subscribe("q", queue, "auto");
        Wire one = connect();
        Wire two = connect();
        for (int i = 0; i < 500; i++) {
            one.sendText(topic, "m", "big:" + "x".repeat(i % 50 * 10));
            two.sendText(queue, "m");
            if (i % 7 == 0) {
                texts(wire, 2);
            }
        }
        texts(wire, 2 * 500 - 2 * 72);
        await().atMost(Duration.ofSeconds(5)).until(() -> info(queue).acknowledged() == 500);
    }
}
