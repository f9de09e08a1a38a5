package org.stampedemq.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReceiptTest extends NodeTest {
    @ParameterizedTest
    @ValueSource(strings = {"1.0", "1.1", "1.2"})
    void everyCommandIsReceipted(String version) throws IOException {
        Wire wire = connect(version);
        String queue = queue();
        wire.settle("SUBSCRIBE", "id:s", "destination:" + queue, "ack:client-individual");
        List<Wire.Frame> came = new ArrayList<>(wire.settle("SEND", "destination:" + queue));
        came.addAll(wire.settle("SEND", "destination:" + queue));
        came.addAll(wire.settle("BEGIN", "transaction:t"));
        came.addAll(wire.settle("SEND", "destination:" + queue(), "transaction:t"));
        while (came.size() < 2) {
            came.add(wire.expect("MESSAGE"));
        }
        assertThat(wire.settle("ACK", named(version, came.get(0)))).isEmpty();
        if (!version.equals("1.0")) {
            String[] headers = named(version, came.get(1));
            List<String> rejected = new ArrayList<>(List.of(headers));
            rejected.add("requeue:false");
            assertThat(wire.settle("NACK", rejected.toArray(String[]::new))).isEmpty();
        }
        assertThat(wire.settle("COMMIT", "transaction:t")).isEmpty();
        wire.settle("BEGIN", "transaction:t");
        assertThat(wire.settle("ABORT", "transaction:t")).isEmpty();
        assertThat(wire.settle("UNSUBSCRIBE", "id:s")).isEmpty();
        assertThat(wire.settle("DISCONNECT")).isEmpty();
    }

    private static String[] named(String version, Wire.Frame message) {
        return version.equals("1.2")
                ? new String[] {"id:" + message.need("ack")}
                : new String[] {"message-id:" + message.need("message-id"), "subscription:s"};
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "", "a\\cb", "\u00fc\ud83d\ude00", " spaces around "})
    void anyReceiptIdComesBackAsItWas(String id) throws IOException {
        Wire wire = connect();
        wire.sendText(queue(), "x", "receipt:" + id);
        assertThat(wire.expect("RECEIPT").header("receipt-id")).isEqualTo(id);
    }

    @Test
    void receiptsComeInTheOrderOfTheFrames() throws IOException {
        Wire wire = connect();
        StringBuilder frames = new StringBuilder();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            String receipt = "r" + i;
            expected.add(receipt);
            switch (i % 5) {
                case 0 -> frames.append("SEND\ndestination:/queue/order" + i % 7 + "\nreceipt:" + receipt + "\n\nx\0");
                case 1 -> frames.append("SEND\ndestination:/topic/order" + i % 3 + "\nreceipt:" + receipt + "\n\nx\0");
                case 2 ->
                    frames.append("SEND\ndestination:/queue/order" + i % 11 + "\npersistent:false\nreceipt:" + receipt
                            + "\n\nx\0");
                case 3 -> frames.append("BEGIN\ntransaction:t" + i + "\nreceipt:" + receipt + "\n\n\0");
                default ->
                    frames.append("SEND\ndestination:/queue/none\n\nx\0COMMIT\ntransaction:t" + (i - 1) + "\nreceipt:"
                            + receipt + "\n\n\0");
            }
        }
        wire.raw(frames.toString().getBytes(StandardCharsets.UTF_8));
        List<String> came = new ArrayList<>();
        for (int i = 0; i < expected.size(); i++) {
            came.add(wire.expect("RECEIPT").need("receipt-id"));
        }
        assertThat(came).isEqualTo(expected);
    }

    @Test
    void theReceiptOfDisconnectIsTheLastFrame() throws IOException {
        Wire consumer = connect();
        String queue = queue();
        consumer.subscribe("s", queue, "auto");
        Wire wire = connect();
        wire.subscribe("s", queue, "auto");
        StringBuilder frames = new StringBuilder();
        for (int i = 0; i < 500; i++) {
            frames.append("SEND\ndestination:" + queue + "\nreceipt:" + i + "\n\nx\0");
            frames.append("SEND\ndestination:" + queue() + "\n\nx\0");
        }
        frames.append("DISCONNECT\nreceipt:last\n\n\0");
        wire.raw(frames.toString().getBytes(StandardCharsets.UTF_8));
        List<String> receipts = new ArrayList<>();
        String last = "";
        try {
            while (true) {
                Wire.Frame frame = wire.read();
                last = frame.command() + frame.header("receipt-id");
                if (frame.command().equals("RECEIPT")) {
                    receipts.add(frame.need("receipt-id"));
                }
            }
        } catch (EOFException end) {
            assertThat(last).isEqualTo("RECEIPTlast");
        }
        List<String> expected = numbered("", 0, 500);
        expected.add("last");
        assertThat(receipts).isEqualTo(expected);
    }

    @Test
    void aReceiptOfDisconnectComesThoughConsumersHoldMessages() throws IOException {
        Wire wire = connect();
        String queue = queue();
        wire.subscribe("s", queue, "client");
        wire.sendText(queue, "held");
        wire.expect("MESSAGE");
        assertThat(wire.settle("DISCONNECT")).isEmpty();
    }

    @Test
    void aSubscribeReceiptMeansItIsActive() throws IOException {
        Wire subscriber = connect();
        Wire publisher = connect();
        for (int i = 0; i < 50; i++) {
            String topic = topic();
            subscriber.subscribe("s" + i, topic, "auto");
            publisher.sendText(topic, "m" + i);
            assertThat(subscriber.expect("MESSAGE").text()).isEqualTo("m" + i);
        }
    }

    @Test
    void framesWithoutAReceiptHeaderGetNone() throws IOException {
        Wire wire = connect();
        wire.sendText(queue(), "x");
        wire.send("BEGIN", "transaction:t");
        wire.send("ABORT", "transaction:t");
        wire.sendText(queue(), "x", "receipt:only");
        assertThat(wire.expect("RECEIPT").header("receipt-id")).isEqualTo("only");
    }
}
