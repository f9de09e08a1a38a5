package org.stampedemq.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirstMessageTest {
    @TempDir
    Path data;

    @Test
    void aMessageGoesInAndComesOut() throws Exception {
        try (Broker broker = Broker.start(TestSettings.memory(data));
                Wire producer = Wire.connect(broker.addresses().get(0));
                Wire consumer = Wire.connect(broker.addresses().get(0))) {
            producer.sendSafely("/queue/a", "hello", "colour:blue");
            consumer.subscribe("s", "/queue/a", "client-individual");
            Wire.Frame message = consumer.expect("MESSAGE");
            assertThat(message.text()).isEqualTo("hello");
            assertThat(message.header("colour")).isEqualTo("blue");
            assertThat(message.header("destination")).isEqualTo("/queue/a");
            assertThat(consumer.settle("ACK", "id:" + message.need("ack"))).isEmpty();
        }
    }

    @Test
    void manyQueuesAndConsumersGetEveryMessageOnce() throws Exception {
        try (Broker broker = Broker.start(TestSettings.memory(data));
                Wire producer = Wire.connect(broker.addresses().get(0));
                Wire consumer = Wire.connect(broker.addresses().get(0))) {
            for (int queue = 0; queue < 10; queue++) {
                consumer.subscribe("s" + queue, "/queue/q" + queue, "auto");
            }
            for (int i = 0; i < 1_000; i++) {
                producer.sendText("/queue/q" + i % 10, "m" + i);
            }
            List<String> got = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                got.add(consumer.expect("MESSAGE").text());
            }
            assertThat(got).doesNotHaveDuplicates().hasSize(1_000);
            producer.settle("DISCONNECT");
        }
    }
}
