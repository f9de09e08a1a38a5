package org.stampedemq.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.stampedemq.broker.session.SessionSettings;
import org.stampedemq.stomp.server.ServerSettings;

/** Every bound, and the clear word at it. */
class LimitsTest extends NodeTest {
    @Override
    BrokerSettings settings(BrokerSettings usual) {
        SessionSettings s = usual.sessions();
        ServerSettings v = usual.server();
        return TestSettings.withServer(
                TestSettings.withSessions(
                        usual,
                        new SessionSettings(
                                s.heartBeatSend(),
                                s.heartBeatExpect(),
                                20,
                                5,
                                10,
                                100_000,
                                s.maxUnsettledMessages(),
                                s.maxUnsettledBytes(),
                                s.defaultPrefetch(),
                                50,
                                s.autoPrefetch(),
                                false,
                                "")),
                new ServerSettings(
                        v.addresses(),
                        v.loops(),
                        v.nativeTransport(),
                        1 << 20,
                        8 << 10,
                        1_000,
                        20,
                        4_000,
                        40,
                        Duration.ofMillis(700),
                        v.maxUnwrittenBytes(),
                        v.slowReaderTimeout()));
    }

    private void assertRefused(Wire wire, String receipt, String about) throws IOException {
        Wire.Frame error = wire.expectErrorAndEnd();
        assertThat(error.header("receipt-id")).isEqualTo(receipt);
        assertThat(error.need("message")).contains(about);
        assertHealthy();
    }

    @Test
    void subscriptions() throws IOException {
        Wire wire = connect();
        for (int i = 0; i < 20; i++) {
            wire.subscribe("s" + i, queue(), "auto");
        }
        wire.send("SUBSCRIBE", "id:more", "destination:" + queue(), "receipt:r");
        assertRefused(wire, "r", "20");
    }

    @Test
    void openTransactions() throws IOException {
        Wire wire = connect();
        for (int i = 0; i < 5; i++) {
            wire.settle("BEGIN", "transaction:t" + i);
        }
        wire.send("BEGIN", "transaction:more", "receipt:r");
        assertRefused(wire, "r", "5");
    }

    @Test
    void framesOfATransaction() throws IOException {
        Wire wire = connect();
        wire.settle("BEGIN", "transaction:t");
        for (int i = 0; i < 10; i++) {
            wire.sendText("/queue/limit", "x", "transaction:t");
        }
        wire.sendText("/queue/limit", "x", "transaction:t", "receipt:r");
        assertRefused(wire, "r", "10");
    }

    @Test
    void octetsOfATransaction() throws IOException {
        Wire wire = connect();
        wire.settle("BEGIN", "transaction:t");
        wire.sendText("/queue/limit", "x".repeat(60_000), "transaction:t");
        wire.sendText("/queue/limit", "x".repeat(60_000), "transaction:t", "receipt:r");
        assertRefused(wire, "r", "100000");
    }

    @Test
    void octetsOfAllOpenTransactionsTogether() throws IOException {
        Wire wire = connect();
        wire.settle("BEGIN", "transaction:a");
        wire.settle("BEGIN", "transaction:b");
        wire.sendText("/queue/limit", "x".repeat(60_000), "transaction:a");
        wire.sendText("/queue/limit", "x".repeat(60_000), "transaction:b", "receipt:r");
        assertRefused(wire, "r", "100000");
    }

    @Test
    void aTransactionThatEndedNoLongerCounts() throws IOException {
        Wire wire = connect();
        for (int i = 0; i < 6; i++) {
            wire.settle("BEGIN", "transaction:t");
            wire.sendSafely("/queue/limit-ended", "x".repeat(60_000), "transaction:t");
            wire.settle(i % 2 == 0 ? "COMMIT" : "ABORT", "transaction:t");
        }
    }

    @Test
    void prefetchIsCutToTheMost() throws IOException {
        String queue = queue();
        Wire producer = connect();
        for (int i = 0; i < 60; i++) {
            producer.sendText(queue, "m" + i);
        }
        Wire wire = connect();
        wire.subscribe("s", queue, "client", "prefetch-count:1000000");
        texts(wire, 50);
        assertThat(wire.readWithin(Duration.ofMillis(100))).isEmpty();
    }

    @Test
    void aBody() throws IOException {
        Wire wire = connect();
        wire.sendSafely(queue(), "x".repeat(1 << 20));
        wire.send("SEND", "destination:" + queue(), "receipt:r", "content-length:" + ((1 << 20) + 1));
        assertRefused(wire, "r", Integer.toString(1 << 20));
    }

    @Test
    void aHeaderLine() throws IOException {
        Wire wire = connect();
        wire.send("SEND", "destination:" + queue(), "receipt:r", "h:" + "x".repeat(1_000));
        assertRefused(wire, "r", "1000");
    }

    @Test
    void headersTogether() throws IOException {
        Wire wire = connect();
        String line = "x".repeat(900);
        wire.send(
                "SEND",
                "destination:" + queue(),
                "receipt:r",
                "a:" + line,
                "b:" + line,
                "c:" + line,
                "d:" + line,
                "e:" + line);
        assertRefused(wire, "r", "4000");
    }

    @Test
    void theNumberOfHeaders() throws IOException {
        Wire wire = connect();
        String[] headers = numbered("h:", 0, 22).toArray(String[]::new);
        headers[0] = "receipt:r";
        wire.send("SEND", headers);
        assertRefused(wire, "r", "20");
    }

    @Test
    void theTimeToLogIn() throws IOException {
        List<Wire> begun = new ArrayList<>();
        for (String octets : List.of("", "CONN", "CONNECT\n", "CONNECT\naccept-version:1.2\n", "\n\n\n")) {
            Wire wire = open();
            wire.raw(octets.getBytes(StandardCharsets.UTF_8));
            begun.add(wire);
        }
        for (Wire wire : begun) {
            assertThat(wire.expectErrorAndEnd().need("message")).contains("CONNECT");
        }
    }

    @Test
    void aFrameBeforeLogin() throws IOException {
        Wire wire = open();
        wire.raw(("CONNECT\ncontent-length:9000\n\n" + "x".repeat(9_000)).getBytes(StandardCharsets.UTF_8));
        wire.expectErrorAndEnd();
        assertHealthy();
    }

    @Test
    void connections() throws Exception {
        List<Wire> many = new ArrayList<>();
        await().atMost(Duration.ofSeconds(5))
                .until(() ->
                        broker().management().node().toCompletableFuture().get().connections() <= 1);
        for (int i = 0; i < 40; i++) {
            many.add(connect());
        }
        Wire more = open();
        more.socket().setSoTimeout(3_000);
        // An ERROR if there is time for it, and in any case the end.
        try {
            assertThat(more.read().command()).isEqualTo("ERROR");
        } catch (IOException e) {
            assertThat(e).isInstanceOfAny(EOFException.class, SocketException.class);
        }
        more.close();
        many.get(0).close();
        await().atMost(Duration.ofSeconds(5))
                .until(() ->
                        broker().management().node().toCompletableFuture().get().connections() < 40);
        connect().settle("DISCONNECT");
    }
}
