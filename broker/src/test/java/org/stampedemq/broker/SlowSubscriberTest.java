package org.stampedemq.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.stampedemq.broker.destination.TopicSettings;

/** With 256 KiB of patience and two seconds. */
class SlowSubscriberTest extends NodeTest {
    private static final int SIZE = 64 << 10;

    @Override
    BrokerSettings settings(BrokerSettings usual) {
        return TestSettings.withTopics(usual, new TopicSettings(256 << 10, Duration.ofSeconds(2)));
    }

    private void publish(String topic, int count, AtomicInteger sent) {
        try (Wire wire = Wire.connect(broker().addresses().get(0))) {
            byte[] body = new byte[SIZE];
            for (int i = 0; i < count; i++) {
                wire.frame("SEND", body, "destination:" + topic, "content-length:" + SIZE, "number:" + i);
                sent.incrementAndGet();
            }
            wire.settle("DISCONNECT");
        } catch (IOException e) {
            sent.set(-1);
        }
    }

    @Test
    void itSlowsTheProducersAndIsClosedAfterItsTimeWhileOthersGoOn() throws Exception {
        String topic = topic();
        Wire stuck = connect();
        stuck.subscribe("s", topic, "auto");
        Wire reading = connect();
        reading.subscribe("s", topic, "auto");
        AtomicInteger sent = new AtomicInteger();
        // 32 MB: more than socket buffers and the window of a connection can hide.
        Thread publisher = new Thread(() -> publish(topic, 500, sent));
        publisher.start();
        for (int i = 0; i < 500; i++) {
            Wire.Frame message = reading.expect("MESSAGE");
            assertThat(message.header("number")).isEqualTo(Integer.toString(i));
            if (i == 20) {
                // The one that does not read holds them up, and others on the node are not concerned.
                assertThat(sent.get()).isLessThan(500);
                assertHealthy();
            }
        }
        publisher.join(10_000);
        assertThat(sent.get()).isEqualTo(500);
        await().atMost(Duration.ofSeconds(5)).until(() -> info(topic).consumers() == 1);
    }

    @Test
    void aSlowButReadingSubscriberIsKept() throws Exception {
        String topic = topic();
        Wire slow = connect();
        slow.subscribe("s", topic, "auto");
        AtomicInteger sent = new AtomicInteger();
        Thread publisher = new Thread(() -> publish(topic, 150, sent));
        publisher.start();
        for (int i = 0; i < 150; i++) {
            assertThat(slow.expect("MESSAGE").header("number")).isEqualTo(Integer.toString(i));
            LockSupport.parkNanos(5_000_000);
        }
        publisher.join(10_000);
        assertThat(sent.get()).isEqualTo(150);
    }

    @Test
    void aSubscriberThatLeavesFreesTheProducers() throws Exception {
        String topic = topic();
        Wire stuck = connect();
        stuck.subscribe("s", topic, "auto");
        AtomicInteger sent = new AtomicInteger();
        Thread publisher = new Thread(() -> publish(topic, 500, sent));
        publisher.start();
        await().atMost(Duration.ofSeconds(5)).until(() -> info(topic).received() > 10);
        stuck.close();
        publisher.join(10_000);
        assertThat(sent.get()).isEqualTo(500);
    }
}
