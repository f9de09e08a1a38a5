package org.stampedemq.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever comes in, it is refused clearly, its connection closes, and the node goes on for everybody else. */
class HostileClientTest extends NodeTest {
    @AfterEach
    void theNodeIsWell() throws IOException {
        assertHealthy();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Nothing but an ERROR may come, then the end. */
    private static void assertEnds(Wire wire) throws IOException {
        try {
            assertThat(wire.read().command()).isEqualTo("ERROR");
            wire.read();
            throw new AssertionError("still open after ERROR");
        } catch (EOFException | SocketException end) {
            // As it should be.
        }
    }

    static List<byte[]> wrongFrames() {
        List<byte[]> frames = new ArrayList<>();
        for (String frame : List.of(
                "NONSENSE\n\n\0",
                "send\ndestination:/queue/h\n\nx\0",
                "SEND \ndestination:/queue/h\n\nx\0",
                "SEND\ndestination:/queue/h\nno colon\n\nx\0",
                "SEND\ndestination:/queue/h\n:no name\n\nx\0",
                "SEND\ndestination:/queue/h\na:\\t\n\nx\0",
                "SEND\ndestination:/queue/h\na:\\\n\nx\0",
                "SEND\ndestination:/queue/h\na:b\0c\n\nx\0",
                "SEND\ndestination:/queue/h\na:b\rc\n\nx\0",
                "SEND\ndestination:/queue/h\ncontent-length:-1\n\nx\0",
                "SEND\ndestination:/queue/h\ncontent-length:word\n\nx\0",
                "SEND\ndestination:/queue/h\ncontent-length:9223372036854775808\n\nx\0",
                "SEND\ndestination:/queue/h\ncontent-length:1\n\nlonger\0",
                "BEGIN\ntransaction:t\n\nbody\0",
                "SUBSCRIBE\nid:1\n\n\0")) {
            frames.add(utf8(frame));
        }
        byte[] notUtf8 = utf8("SEND\ndestination:/queue/h\na:xx\n\nx\0");
        notUtf8[28] = (byte) 0xC3;
        notUtf8[29] = (byte) 0x28;
        frames.add(notUtf8);
        return frames;
    }

    @ParameterizedTest
    @MethodSource("wrongFrames")
    void aWrongFrameAfterLogin(byte[] frame) throws IOException {
        Wire wire = connect();
        wire.raw(frame);
        wire.expectErrorAndEnd();
    }

    @Test
    void aCarriageReturnEscapeIsUndefinedInOnePointOne() throws IOException {
        Wire wire = connect("1.1");
        wire.raw(utf8("SEND\ndestination:/queue/h\na:\\r\nreceipt:r\n\nx\0"));
        wire.expectErrorAndEnd();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
                "POST /x HTTP/1.1\r\nContent-Length: 80\r\n\r\nSEND\ndestination:/queue/smuggled\n\nx\0",
                "SSH-2.0-OpenSSH_9\r\n",
                "\u0000\u0000\u0000\u0000",
                "AMQP\u0000\u0000\t\u0001",
                "EHLO x\r\n",
                "CONNECTED\nversion:1.2\n\n\0"
            })
    void anotherProtocol(String hello) throws IOException {
        Wire wire = open();
        wire.raw(utf8(hello));
        byte[] answer = wire.socket().getInputStream().readAllBytes();
        assertThat(new String(answer, StandardCharsets.UTF_8)).doesNotStartWith("CONNECTED");
        Wire other = connect();
        other.subscribe("s", "/queue/smuggled", "auto");
        assertThat(other.readWithin(Duration.ofMillis(50))).isEmpty();
    }

    @Test
    void aTlsHello() throws IOException {
        Wire wire = open();
        byte[] hello = new byte[517];
        Arrays.fill(hello, (byte) 7);
        System.arraycopy(new byte[] {0x16, 3, 1, 2, 0, 1, 0, 1, (byte) 0xFC, 3, 3}, 0, hello, 0, 11);
        wire.raw(hello);
        wire.socket().setSoTimeout(5_000);
        byte[] answer = wire.socket().getInputStream().readAllBytes();
        assertThat(answer.length).isLessThan(1_000);
    }

    /** Writes the same again and again until the node has had enough; fails if it takes more than so many octets. */
    private static void flood(Wire wire, byte[] first, byte[] again, long most) throws IOException {
        wire.raw(first);
        try {
            for (long sent = 0; sent < most; sent += again.length) {
                wire.raw(again);
            }
        } catch (SocketException closed) {
            return;
        }
        assertEnds(wire);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "CONNECT\n", "CONNECT\nx:", "CONNECT\ncontent-length:60000000\n\n", "CONNECT\n\n"})
    void somethingEndlessBeforeLogin(String begun) throws IOException {
        byte[] again = utf8("x".repeat(64 << 10));
        flood(open(), utf8(begun), again, 64L << 20);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "SEND\n", "SEND\nx:", "SEND\ndestination:/queue/h\n\n"})
    void somethingEndlessAfterLogin(String begun) throws IOException {
        byte[] again = utf8("x".repeat(64 << 10));
        flood(connect(), utf8(begun), again, 64L << 20);
    }

    @Test
    void aMillionHeaders() throws IOException {
        flood(open(), utf8("CONNECT\n"), utf8("a:b\n".repeat(10_000)), 4L << 20);
        flood(connect(), utf8("SEND\n"), utf8("a:b\n".repeat(10_000)), 4L << 20);
    }

    @Test
    void aHugeContentLengthCostsNothing() throws IOException {
        Wire wire = connect();
        wire.send("SEND", "destination:/queue/h", "content-length:2000000000", "receipt:r");
        assertThat(wire.expectErrorAndEnd().header("receipt-id")).isEqualTo("r");
    }

    @Test
    void oneOctetAtATime() throws IOException {
        Wire wire = open();
        String queue = queue();
        byte[] all = utf8("CONNECT\naccept-version:1.2\nhost:h\n\n\0SEND\ndestination:" + queue
                + "\ncontent-length:3\nreceipt:r\n\na\0b\0DISCONNECT\nreceipt:bye\n\n\0");
        for (byte octet : all) {
            wire.raw(new byte[] {octet});
        }
        wire.expect("CONNECTED");
        assertThat(wire.expect("RECEIPT").header("receipt-id")).isEqualTo("r");
        assertThat(wire.expect("RECEIPT").header("receipt-id")).isEqualTo("bye");
        Wire other = connect();
        other.subscribe("s", queue, "auto");
        assertThat(other.expect("MESSAGE").body()).isEqualTo(new byte[] {'a', 0, 'b'});
    }

    @Test
    void tenThousandSubscriptions() throws IOException {
        Wire wire = connect();
        try {
            for (int i = 0; i < 10_000; i++) {
                wire.send("SUBSCRIBE", "id:" + i, "destination:/queue/many" + i);
            }
        } catch (SocketException closed) {
            return;
        }
        assertThat(wire.expectErrorAndEnd().need("message")).contains("subscriptions");
    }

    @Test
    void twentyThousandOpenTransactions() throws IOException {
        Wire wire = connect();
        try {
            for (int i = 0; i < 20_000; i++) {
                wire.send("BEGIN", "transaction:" + i);
            }
        } catch (SocketException closed) {
            return;
        }
        assertThat(wire.expectErrorAndEnd().need("message")).contains("transactions");
    }

    @Test
    void twentyThousandDestinationsDoNotStopTheOthers() throws Exception {
        Wire many = connect();
        Thread flood = new Thread(() -> {
            try {
                for (int i = 0; i < 20_000; i++) {
                    many.sendText("/queue/flood." + i, "x", "persistent:" + (i % 2 == 0));
                }
                many.settle("DISCONNECT");
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        flood.start();
        long worst = 0;
        while (flood.isAlive()) {
            long began = System.nanoTime();
            assertHealthy();
            worst = Math.max(worst, System.nanoTime() - began);
        }
        flood.join();
        assertThat(Duration.ofNanos(worst)).isLessThan(Duration.ofSeconds(3));
    }

    @Test
    void twoHundredHalfOpenConnections() throws IOException {
        for (int i = 0; i < 200; i++) {
            Wire wire = open();
            wire.raw(utf8(i % 2 == 0 ? "" : "CONNECT\naccept-ver"));
        }
        long began = System.nanoTime();
        assertHealthy();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(3));
    }

    @Test
    void aConsumerThatNeverReadsIsBoundedAndAlone() throws Exception {
        String queue = queue();
        for (int i = 0; i < 3; i++) {
            Wire stuck = connect();
            stuck.subscribe("s", queue, "client-individual", "prefetch-count:100000");
        }
        Wire producer = connect();
        byte[] body = new byte[100_000];
        for (int i = 0; i < 600; i++) {
            producer.frame("SEND", body, "destination:" + queue, "content-length:" + body.length, "persistent:false");
        }
        Wire reading = connect();
        reading.subscribe("s", queue, "auto");
        // Each of those that do not read has at most its window of octets and what the sockets hold.
        for (int i = 0; i < 20; i++) {
            assertThat(reading.expect("MESSAGE").body()).hasSize(body.length);
        }
        producer.settle("DISCONNECT");
    }

    @Test
    void aDestinationInManySpellingsIsManyDestinations() throws IOException {
        Wire wire = connect();
        String queue = queue();
        wire.subscribe("s", queue, "auto");
        wire.sendSafely(queue + "/", "a");
        wire.sendSafely(queue + " ", "b");
        wire.sendSafely(queue.replace("/queue/q", "/queue/./q"), "c");
        wire.sendSafely(queue.replace("/queue/q", "/queue/Q"), "d");
        assertThat(wire.readWithin(Duration.ofMillis(100))).isEmpty();
    }
}
