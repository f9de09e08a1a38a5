package org.stampedemq.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stampedemq.stomp.frame.StompVersion;

final class FramesGoAndComeTest {
    private final BlockingQueue<ReceivedMessage> inbox = new LinkedBlockingQueue<>();

    @SuppressWarnings("NullAway.Init")
    private TinyServer server;

    @BeforeEach
    void start() throws Exception {
        server = new TinyServer();
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    @ParameterizedTest
    @EnumSource(StompVersion.class)
    void aMessageComesBackAsItWasSent(StompVersion version) throws Exception {
        server.version = version.text();
        try (StompClient client = StompClient.open(server.settings())) {
            assertThat(client.version()).isEqualTo(version);
            client.subscribe("/topic/a", SubscribeOptions.of(AckMode.AUTO), inbox::add)
                    .join();
            String awkward = version.escapesHeaders() ? "a:b\\c\nd é \uD83D\uDE00" : "a:b\\c é \uD83D\uDE00";
            byte[] body = new byte[256];
            IntStream.range(0, 256).forEach(i -> body[i] = (byte) i);
            Receipt receipt = client.send("/topic/a", Map.of("user", awkward), ByteBuffer.wrap(body))
                    .join();
            assertThat(receipt.possiblyTwice()).isFalse();
            ReceivedMessage message = take();
            assertThat(message.headers()).containsEntry("user", awkward);
            assertThat(message.body()).isEqualTo(ByteBuffer.wrap(body));
            assertThat(message.destination()).isEqualTo("/topic/a");
            assertThat(message.messageId()).isEqualTo("m-1");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0", "1.1"})
    void whatAVersionCannotSayIsRefusedAndNotSent(String version) throws Exception {
        server.version = version;
        try (StompClient client = StompClient.open(server.settings())) {
            assertThatThrownBy(() -> client.send("/topic/a", Map.of("user", "a\rb"), ByteBuffer.allocate(0))
                            .join())
                    .hasCauseInstanceOf(IllegalArgumentException.class);
            client.send("/topic/a", "next").join();
            assertThat(server.told("SEND"))
                    .singleElement()
                    .extracting(TinyServer.Told::text)
                    .isEqualTo("next");
        }
    }

    @Test
    void acknowledgementsFollowTheVersion() throws Exception {
        for (String version : List.of("1.0", "1.1", "1.2")) {
            server.version = version;
            server.told.clear();
            try (StompClient client = StompClient.open(server.settings())) {
                client.subscribe(
                                "/topic/a",
                                SubscribeOptions.of(AckMode.CLIENT_INDIVIDUAL).withPrefetch(7),
                                inbox::add)
                        .join();
                client.send("/topic/a", "one").join();
                ReceivedMessage message = take();
                client.ack(message).join();
                client.nack(message, Map.of("requeue", "false")).join();
                client.ackWithoutReceipt(message).join();
                await().until(() -> server.told("ACK").size() == 2);
                TinyServer.Told subscribe = server.told("SUBSCRIBE").get(0);
                assertThat(subscribe.header("ack")).isEqualTo("client-individual");
                assertThat(subscribe.header("prefetch-count")).isEqualTo("7");
                TinyServer.Told nack = server.told("NACK").get(0);
                assertThat(nack.header("requeue")).isEqualTo("false");
                if (version.equals("1.2")) {
                    assertThat(nack.header("id")).isEqualTo(message.headers().get("ack"));
                } else {
                    assertThat(nack.header("message-id")).isEqualTo(message.messageId());
                    assertThat(nack.header("subscription")).isEqualTo(subscribe.header("id"));
                }
            }
        }
    }

    @Test
    void aTransactionHappensAtItsCommit() throws Exception {
        try (StompClient client = StompClient.open(server.settings())) {
            client.subscribe("/topic/a", SubscribeOptions.of(AckMode.AUTO), inbox::add)
                    .join();
            Transaction aborted = client.begin().join();
            aborted.send("/topic/a", Map.of(), ByteBuffer.wrap(new byte[] {1})).join();
            aborted.abort().join();
            Transaction committed = client.begin().join();
            committed
                    .send("/topic/a", Map.of(), ByteBuffer.wrap(new byte[] {2}))
                    .join();
            assertThat(inbox).isEmpty();
            committed.commit().join();
            assertThat(take().body().get(0)).isEqualTo((byte) 2);
            assertThat(inbox).isEmpty();
            assertThatThrownBy(() -> committed.commit().join()).hasCauseInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> committed
                            .send("/topic/a", Map.of(), ByteBuffer.allocate(0))
                            .join())
                    .hasCauseInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void afterUnsubscribeNothingComes() throws Exception {
        try (StompClient client = StompClient.open(server.settings())) {
            Subscription subscription = client.subscribe("/topic/a", SubscribeOptions.of(AckMode.AUTO), inbox::add)
                    .join();
            subscription.unsubscribe().join();
            client.send("/topic/a", "one").join();
            assertThat(inbox).isEmpty();
        }
    }

    @Test
    void aHandlerThatFailsStopsNobody() throws Exception {
        try (StompClient client = StompClient.open(server.settings())) {
            client.subscribe("/topic/a", SubscribeOptions.of(AckMode.AUTO), message -> {
                        inbox.add(message);
                        throw new IllegalStateException("meant to fail");
                    })
                    .join();
            client.send("/topic/a", "one").join();
            client.send("/topic/a", "two").join();
            assertThat(take().text()).isEqualTo("one");
            assertThat(take().text()).isEqualTo("two");
        }
    }

    @Test
    void anErrorReachesWhoCausedIt() throws Exception {
        server.forbidden = "/topic/secret";
        Heard heard = new Heard();
        try (StompClient client = StompClient.open(server.settings().withBackoff(Backoff.never()), heard)) {
            assertThatThrownBy(() -> client.send("/topic/secret", "x").join())
                    .isInstanceOf(CompletionException.class)
                    .cause()
                    .isInstanceOfSatisfying(BrokerErrorException.class, error -> {
                        assertThat(error.brokerMessage()).isEqualTo("forbidden");
                        assertThat(error.body()).isEqualTo("ask somebody");
                    });
            assertThat(client.isConnected()).isFalse();
            await().until(() -> heard.events.contains("closed"));
            assertThat(heard.events).containsExactly("connected " + server.port() + " 1.2", "lost for good", "closed");
            assertThat(heard.losses.get(0)).isInstanceOf(BrokerErrorException.class);
            assertThatThrownBy(() -> client.send("/topic/a", "x").join())
                    .hasCauseInstanceOf(ClientClosedException.class);
        }
    }

    @Test
    void theBoundRefusesAndWritableTells() throws Exception {
        server.silentAbout = List.of("SEND");
        try (StompClient client = StompClient.open(server.settings().withMaxUnconfirmed(4, 1 << 20))) {
            for (int i = 0; i < 4; i++) {
                assertThat(client.send("/topic/a", "x").isDone()).isFalse();
            }
            assertThatThrownBy(() -> client.send("/topic/a", "x").join())
                    .hasCauseInstanceOf(TooManyUnconfirmedException.class);
            var room = client.writable();
            await().until(() -> server.told("SEND").size() == 4);
            server.say("RECEIPT\nreceipt-id:" + server.told("SEND").get(0).header("receipt") + "\n\n\0");
            client.ackWithoutReceipt(new ReceivedMessage(Map.of("ack", "1"), ByteBuffer.allocate(0), "s", 1))
                    .join();
            assertThat(room.isDone()).isFalse();
            server.say("RECEIPT\nreceipt-id:" + server.told("SEND").get(1).header("receipt") + "\n\n\0");
            room.get(5, TimeUnit.SECONDS);
            assertThat(server.told("SEND")).hasSize(4);
        }
    }

    @Test
    void bytesCountAsWell() throws Exception {
        server.silentAbout = List.of("SEND");
        try (StompClient client = StompClient.open(server.settings().withMaxUnconfirmed(1000, 10_000))) {
            assertThat(client.send("/topic/a", Map.of(), ByteBuffer.allocate(50_000))
                            .isCompletedExceptionally())
                    .as("one always goes")
                    .isFalse();
            assertThatThrownBy(() -> client.send("/topic/a", "x").join())
                    .hasCauseInstanceOf(TooManyUnconfirmedException.class);
        }
    }

    @Test
    void disconnectIsTheLastWord() throws Exception {
        Heard heard = new Heard();
        try (StompClient client = StompClient.open(server.settings(), heard)) {
            client.send("/topic/a", "x");
            client.disconnect().join();
            assertThat(server.told("SEND")).hasSize(1);
            await().until(() -> heard.events.contains("closed"));
            assertThat(heard.events).containsExactly("connected " + server.port() + " 1.2", "closed");
        }
    }

    @Test
    void frameSettingsSayWhatConnectSays() throws Exception {
        ClientSettings settings = server.settings()
                .withLogin("ada", "se:cret")
                .withVirtualHost("vh")
                .withVersions(StompVersion.V1_1, StompVersion.V1_2)
                .withConnectHeaders(Map.of("client-id", "c1"));
        StompClient.open(settings).close();
        Map<String, String> headers = server.told("CONNECT").get(0).headers();
        assertThat(headers)
                .containsEntry("login", "ada")
                .containsEntry("passcode", "se:cret")
                .containsEntry("host", "vh")
                .containsEntry("client-id", "c1")
                .containsEntry("accept-version", "1.1,1.2");
        assertThat(settings.toString()).doesNotContain("cret");
    }

    private ReceivedMessage take() throws InterruptedException {
        ReceivedMessage message = inbox.poll(5, TimeUnit.SECONDS);
        assertThat(message).isNotNull();
        return java.util.Objects.requireNonNull(message);
    }
}
