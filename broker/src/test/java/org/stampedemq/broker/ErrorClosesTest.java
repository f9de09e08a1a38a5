package org.stampedemq.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A refusal is an ERROR with the receipt id of the frame at fault, and the end of the connection, whatever it was. */
class ErrorClosesTest extends NodeTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "SEND|",
                "SEND|destination:",
                "SEND|destination:/queue/",
                "SEND|destination:/topic/",
                "SEND|destination:queue/a",
                "SEND|destination:/exchange/a",
                "SEND|destination:/queue/a.*",
                "SEND|destination:/topic/>",
                "SEND|destination:/topic/a.#.b",
                "SEND|destination:/queue/e;transaction:unknown",
                "SEND|destination:/queue/e;transaction:",
                "SEND|destination:/queue/e;persistent:maybe",
                "SEND|destination:/queue/e;priority:10",
                "SEND|destination:/queue/e;priority:high",
                "SEND|destination:/queue/e;expires:soon",
                "SEND|destination:/queue/e;ttl:-1",
                "SEND|destination:/queue/e;ttl:99999999999999999999",
                "SEND|destination:/queue/e;deliver-after:-5",
                "SEND|destination:/queue/e;AMQ_SCHEDULED_DELAY:1.5",
                "SUBSCRIBE|id:1",
                "SUBSCRIBE|destination:/queue/e",
                "SUBSCRIBE|id:1;destination:/queue/e;ack:automatic",
                "SUBSCRIBE|id:1;destination:/queue/e;prefetch-count:0",
                "SUBSCRIBE|id:1;destination:/queue/e;prefetch-count:-1",
                "SUBSCRIBE|id:1;destination:/queue/e;activemq.prefetchSize:0",
                "SUBSCRIBE|id:1;destination:/queue/e;selector:colour='red'",
                "SUBSCRIBE|id:1;destination:/queue/*",
                "UNSUBSCRIBE|",
                "UNSUBSCRIBE|id:unknown",
                "ACK|",
                "ACK|id:",
                "ACK|id:1",
                "ACK|id:abc",
                "ACK|id:-1",
                "ACK|id:99999999999999999999999",
                "NACK|",
                "NACK|id:1",
                "BEGIN|",
                "BEGIN|transaction:",
                "COMMIT|",
                "COMMIT|transaction:unknown",
                "ABORT|",
                "ABORT|transaction:unknown"
            })
    void whatIsWrongIsRefused(String frame) throws IOException {
        Wire wire = connect();
        int bar = frame.indexOf('|');
        String headers = frame.substring(bar + 1);
        String all = headers.isEmpty() ? "receipt:why" : headers + ";receipt:why";
        wire.send(frame.substring(0, bar), all.split(";"));
        Wire.Frame error = wire.expectErrorAndEnd();
        assertThat(error.header("receipt-id")).isEqualTo("why");
        assertThat(error.need("message")).isNotBlank();
        assertHealthy();
    }

    @Test
    void anUnknownSubscriptionOnePointOneIsRefused() throws IOException {
        Wire wire = connect("1.1");
        wire.send("ACK", "message-id:test-1", "subscription:none", "receipt:r");
        assertThat(wire.expectErrorAndEnd().header("receipt-id")).isEqualTo("r");
    }

    @Test
    void anAckWithoutSubscriptionIsRefusedInOnePointOne() throws IOException {
        Wire wire = connect("1.1");
        String queue = queue();
        wire.subscribe("s", queue, "client");
        wire.sendText(queue, "x");
        wire.send("ACK", "message-id:" + wire.expect("MESSAGE").need("message-id"), "receipt:r");
        assertThat(wire.expectErrorAndEnd().header("receipt-id")).isEqualTo("r");
    }

    @Test
    void nackIsUnknownToOnePointZero() throws IOException {
        Wire wire = connect("1.0");
        wire.send("NACK", "message-id:x", "receipt:r");
        assertThat(wire.expectErrorAndEnd().header("receipt-id")).isEqualTo("r");
    }

    @Test
    void framesBehindTheWrongOneAreNotDone() throws IOException {
        String queue = queue();
        Wire wire = connect();
        wire.raw(("SEND\ndestination:" + queue + "\nreceipt:good\n\nfirst\0" + "SEND\n\nnowhere\0"
                        + "SEND\ndestination:" + queue + "\n\nthird\0")
                .getBytes(StandardCharsets.UTF_8));
        Wire.Frame frame = wire.read();
        if (frame.command().equals("RECEIPT")) {
            frame = wire.read();
        }
        assertThat(frame.command()).isEqualTo("ERROR");
        Wire other = connect();
        other.subscribe("s", queue, "auto");
        assertThat(other.expect("MESSAGE").text()).isEqualTo("first");
        assertThat(other.readWithin(Duration.ofMillis(300))).isEmpty();
    }

    @Test
    void whatWasSentBeforeTheErrorIsStillStored() throws IOException {
        String queue = queue();
        Wire wire = connect();
        StringBuilder frames = new StringBuilder();
        for (int i = 0; i < 300; i++) {
            frames.append("SEND\ndestination:" + queue + "\n\nm" + i + "\0");
        }
        frames.append("NONSENSE\n\n\0");
        wire.raw(frames.toString().getBytes(StandardCharsets.UTF_8));
        wire.expectErrorAndEnd();
        Wire other = connect();
        other.subscribe("s", queue, "auto");
        assertThat(texts(other, 300)).isEqualTo(numbered("m", 0, 300));
    }

    @Test
    void anErrorMessageIsOneLineWithoutControlCharacters() throws IOException {
        Wire wire = connect();
        wire.send("SUBSCRIBE", "id:1", "destination:/queue/x", "ack:\u001b[31mred\\nforged\\cheader");
        Wire.Frame error = wire.expectErrorAndEnd();
        assertThat(error.need("message").chars()).allMatch(c -> c >= ' ');
        assertThat(error.header("forged")).isNull();
    }
}
