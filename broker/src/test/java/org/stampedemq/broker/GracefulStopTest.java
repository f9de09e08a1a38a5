package org.stampedemq.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stop settles what was sent, says goodbye, and is over soon; a start finds everything that was promised. */
class GracefulStopTest {
    @TempDir
    Path data;

    @Test
    void clientsAreToldAndNothingIsLost() throws Exception {
        List<String> receipts = new ArrayList<>();
        boolean told = false;
        try (Broker broker = Broker.start(TestSettings.rocksdb(data));
                Wire producer = Wire.connect(broker.addresses().get(0));
                Wire behind = Wire.connect(broker.addresses().get(0));
                Wire idle = Wire.open(broker.addresses().get(0))) {
            for (int i = 0; i < 200; i++) {
                behind.sendText("/queue/behind", "m" + i);
            }
            behind.settle("BEGIN", "transaction:t");
            StringBuilder frames = new StringBuilder();
            for (int i = 0; i < 300; i++) {
                frames.append("SEND\ndestination:/queue/a\nreceipt:m" + i + "\n\nm" + i + "\0");
            }
            producer.raw(frames.toString().getBytes(StandardCharsets.UTF_8));
            assertThat(producer.expect("RECEIPT").header("receipt-id")).isEqualTo("m0");
            receipts.add("m0");
            broker.close();
            try {
                for (Wire.Frame frame = producer.read(); ; frame = producer.read()) {
                    if (frame.command().equals("RECEIPT")) {
                        receipts.add(frame.need("receipt-id"));
                    } else {
                        assertThat(frame.command()).isEqualTo("ERROR");
                        assertThat(frame.need("message")).contains("stopping");
                        told = true;
                    }
                }
            } catch (EOFException | SocketException end) {
                assertThat(told).isTrue();
            }
            assertThat(behind.expectErrorAndEnd().need("message")).contains("stopping");
            assertThat(idle.expectErrorAndEnd().need("message")).contains("stopping");
        }
        try (Broker broker = Broker.start(TestSettings.rocksdb(data));
                Wire consumer = Wire.connect(broker.addresses().get(0))) {
            consumer.subscribe("b", "/queue/behind", "auto");
            for (int i = 0; i < 200; i++) {
                assertThat(consumer.expect("MESSAGE").text()).isEqualTo("m" + i);
            }
            consumer.subscribe("a", "/queue/a", "auto");
            for (String receipt : receipts) {
                assertThat(consumer.expect("MESSAGE").text()).isEqualTo(receipt);
            }
        }
    }

    @Test
    void whatWasOutIsFlaggedAfterTheRestartAndDidNotFail() throws Exception {
        String id;
        try (Broker broker = Broker.start(TestSettings.rocksdb(data));
                Wire consumer = Wire.connect(broker.addresses().get(0))) {
            consumer.sendSafely("/queue/a", "held");
            consumer.subscribe("s", "/queue/a", "client-individual");
            id = consumer.expect("MESSAGE").need("message-id");
        }
        try (Broker broker = Broker.start(TestSettings.rocksdb(data));
                Wire consumer = Wire.connect(broker.addresses().get(0))) {
            consumer.subscribe("s", "/queue/a", "client-individual");
            Wire.Frame again = consumer.expect("MESSAGE");
            assertThat(again.header("message-id")).isEqualTo(id);
            assertThat(again.header("redelivered")).isEqualTo("true");
            consumer.sendSafely("/queue/a", "new");
            assertThat(consumer.expect("MESSAGE").need("message-id")).isNotEqualTo(id);
        }
    }

    @Test
    void clientsThatNeverReadDoNotHoldItUp() throws Exception {
        Broker broker = Broker.start(TestSettings.memory(data));
        List<Wire> wires = new ArrayList<>();
        try {
            Wire producer = Wire.connect(broker.addresses().get(0));
            wires.add(producer);
            for (int i = 0; i < 10; i++) {
                Wire stuck = Wire.connect(broker.addresses().get(0));
                wires.add(stuck);
                stuck.subscribe("s", "/queue/stuck", i % 2 == 0 ? "auto" : "client", "prefetch-count:10000");
                stuck.subscribe("t", "/topic/stuck", "auto");
            }
            byte[] body = new byte[60_000];
            for (int i = 0; i < 200; i++) {
                producer.frame("SEND", body, "destination:/queue/stuck", "content-length:" + body.length);
            }
            producer.settle("BEGIN", "transaction:t");
            long began = System.nanoTime();
            broker.close();
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(9));
        } finally {
            broker.close();
            for (Wire wire : wires) {
                wire.close();
            }
        }
    }

    @Test
    void nobodyIsLetInAfterwards() throws Exception {
        Broker broker = Broker.start(TestSettings.memory(data));
        var address = broker.addresses().get(0);
        broker.close();
        broker.close();
        try (Wire wire = Wire.open(address)) {
            assertThat(wire.socket().isConnected())
                    .as("a node that stopped takes connections")
                    .isFalse();
        } catch (ConnectException expected) {
            assertThat(broker.management().notReadyBecause()).isNotEmpty();
        } catch (IOException other) {
            throw new AssertionError(other);
        }
    }
}
