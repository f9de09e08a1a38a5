package org.stampedemq.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ALossIsAnEventTest {
    private final BlockingQueue<ReceivedMessage> inbox = new LinkedBlockingQueue<>();
    private final Heard heard = new Heard();

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

    @Test
    void subscriptionsAreMadeAgain() throws Exception {
        try (StompClient client = StompClient.open(server.settings(), heard)) {
            client.subscribe("/topic/a", SubscribeOptions.of(AckMode.CLIENT), inbox::add)
                    .join();
            Subscription givenUp = client.subscribe("/topic/b", SubscribeOptions.of(AckMode.AUTO), inbox::add)
                    .join();
            givenUp.unsubscribe().join();
            client.send("/topic/a", "before").join();
            ReceivedMessage before = inbox.take();
            server.dropConnections();
            await().until(() -> server.told("SUBSCRIBE").size() == 3);
            client.send("/topic/a", "after").join();
            ReceivedMessage after = inbox.take();
            assertThat(after.text()).isEqualTo("after");
            client.ack(after).join();
            assertThatThrownBy(() -> client.ack(before).join())
                    .as("the broker took it back with the connection")
                    .hasCauseInstanceOf(ConnectionLostException.class);
            assertThat(server.told("ACK")).hasSize(1);
            assertThat(heard.events)
                    .containsExactly(
                            "connected " + server.port() + " 1.2", "lost", "connected " + server.port() + " 1.2");
        }
    }

    @Test
    void whatIsUnansweredFailsClearly() throws Exception {
        server.silentAbout = List.of("SEND", "COMMIT");
        try (StompClient client = StompClient.open(server.settings())) {
            Transaction transaction = client.begin().join();
            CompletableFuture<Receipt> send = client.send("/topic/a", "x");
            CompletableFuture<Receipt> commit = transaction.commit();
            await().until(() -> server.told("COMMIT").size() == 1);
            server.dropConnections();
            assertThatThrownBy(send::join)
                    .hasCauseInstanceOf(ConnectionLostException.class)
                    .hasMessageContaining("before the broker answered SEND");
            assertThatThrownBy(commit::join).hasCauseInstanceOf(ConnectionLostException.class);
            await().until(client::isConnected);
            assertThat(server.told("SEND")).hasSize(1);
        }
    }

    @Test
    void orIsSentAgainInOrderAndSaysSo() throws Exception {
        server.silentAbout = List.of("SEND");
        try (StompClient client = StompClient.open(server.settings().withResendUnconfirmed(true), heard)) {
            CompletableFuture<Receipt> first = client.send("/topic/a", "1");
            CompletableFuture<Receipt> second = client.send("/topic/a", "2");
            await().until(() -> server.told("SEND").size() == 2);
            server.silentAbout = List.of();
            server.dropConnections();
            assertThat(first.get(5, TimeUnit.SECONDS).possiblyTwice()).isTrue();
            assertThat(second.get(5, TimeUnit.SECONDS).possiblyTwice()).isTrue();
            assertThat(client.send("/topic/a", "3").join().possiblyTwice()).isFalse();
            assertThat(server.told("SEND").stream().map(TinyServer.Told::text))
                    .containsExactly("1", "2", "1", "2", "3");
        }
    }

    @Test
    void sendsOfAnOutageWaitOnlyIfTheyMayBeResent() throws Exception {
        ClientSettings settings = server.settings()
                .withBackoff(new Backoff(Duration.ofMillis(300), Duration.ofMillis(300), 0, Integer.MAX_VALUE));
        try (StompClient patient = StompClient.open(settings.withResendUnconfirmed(true));
                StompClient strict = StompClient.open(settings)) {
            server.dropConnections();
            await().pollInterval(Duration.ofMillis(2)).until(() -> !patient.isConnected() && !strict.isConnected());
            CompletableFuture<Receipt> held = patient.send("/topic/a", "held");
            assertThatThrownBy(() -> strict.send("/topic/a", "x").join())
                    .hasCauseInstanceOf(ConnectionLostException.class);
            assertThat(held.get(5, TimeUnit.SECONDS).possiblyTwice()).isFalse();
        }
    }

    @Test
    void theNextAddressIsTried() throws Exception {
        try (TinyServer second = new TinyServer()) {
            ClientSettings settings = server.settings().withAddresses(List.of(at(server.port()), at(second.port())));
            try (StompClient client = StompClient.open(settings, heard)) {
                server.close();
                await().until(() -> heard.events.contains("connected " + second.port() + " 1.2"));
                client.send("/topic/a", "x").join();
                assertThat(second.told("SEND")).hasSize(1);
            }
        }
    }

    @Test
    void theFirstConnectTriesEachAddressOnce() throws Exception {
        int deaf = portNobodyListensOn();
        ClientSettings settings = server.settings().withAddresses(List.of(at(deaf), at(server.port())));
        StompClient.open(settings).close();
        assertThatThrownBy(() -> StompClient.open(settings.withAddresses(List.of(at(deaf), at(deaf)))))
                .isInstanceOf(ConnectionLostException.class)
                .hasMessageContaining("cannot connect to 127.0.0.1:" + deaf);
    }

    @Test
    void aRefusedLoginIsFinal() throws Exception {
        server.refusesLogin = true;
        ClientSettings settings = server.settings().withAddresses(List.of(at(server.port()), at(server.port())));
        assertThatThrownBy(() -> StompClient.open(settings))
                .isInstanceOf(BrokerErrorException.class)
                .hasMessageContaining("who are you?");
        assertThat(server.told("CONNECT")).hasSize(1);
    }

    @Test
    void aServerThatSaysNothingIsGivenUp() throws Exception {
        try (ServerSocket mute = new ServerSocket()) {
            mute.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            ClientSettings settings = server.settings()
                    .withAddresses(List.of(at(mute.getLocalPort())))
                    .withConnectTimeout(Duration.ofMillis(200));
            assertThatThrownBy(() -> StompClient.open(settings))
                    .isInstanceOf(ConnectionLostException.class)
                    .hasMessageContaining("did not answer CONNECT");
        }
    }

    @Test
    void theBackoffGivesUp() throws Exception {
        ClientSettings settings =
                server.settings().withBackoff(new Backoff(Duration.ofMillis(1), Duration.ofMillis(5), 1, 3));
        try (StompClient client = StompClient.open(settings, heard)) {
            server.close();
            await().until(() -> heard.events.contains("closed"));
            assertThat(heard.events)
                    .containsExactly(
                            "connected " + server.port() + " 1.2", "lost", "lost", "lost", "lost for good", "closed");
            assertThatThrownBy(() -> client.send("/topic/a", "x").join())
                    .hasCauseInstanceOf(ClientClosedException.class);
        }
    }

    @Test
    void ourHeartBeatsGoOut() throws Exception {
        server.heartBeat = "0,50";
        ClientSettings settings = server.settings().withHeartBeats(Duration.ofMillis(20), Duration.ZERO);
        try (StompClient client = StompClient.open(settings)) {
            await().until(() -> server.lineFeeds.get() >= 3);
            assertThat(client.isConnected()).isTrue();
        }
    }

    @Test
    void aSilentBrokerIsALossAndABeatingOneIsNot() throws Exception {
        server.heartBeat = "100,0";
        ClientSettings settings = server.settings().withHeartBeats(Duration.ZERO, Duration.ofMillis(50));
        try (StompClient client = StompClient.open(settings, heard)) {
            for (int i = 0; i < 10; i++) {
                server.say("\n");
                await().pollDelay(Duration.ofMillis(50)).until(() -> true);
            }
            assertThat(heard.losses).isEmpty();
            await().until(() -> heard.losses.size() == 1);
            assertThat(heard.losses.get(0)).hasMessageContaining("nothing was heard of the broker");
            await().until(client::isConnected);
        }
    }

    @Test
    void nonsenseFromTheBrokerEndsTheConnection() throws Exception {
        try (StompClient client = StompClient.open(server.settings(), heard)) {
            server.say("MESSAGE\nbad\\escape:\\x\n\nbody\0");
            await().until(() -> heard.losses.size() == 1);
            assertThat(heard.losses.get(0)).hasMessageContaining("undefined escape");
            await().until(client::isConnected);
        }
    }

    @Test
    void tornFramesAreWhole() throws Exception {
        try (StompClient client = StompClient.open(server.settings(), heard)) {
            client.subscribe("/topic/a", SubscribeOptions.of(AckMode.AUTO), inbox::add)
                    .join();
            String frame = "MESSAGE\nsubscription:sub-1\nmessage-id:1\ncontent-length:3\n\na\0b\0";
            for (int cut = 1; cut < frame.length(); cut++) {
                server.say(frame.substring(0, cut));
                server.say(frame.substring(cut) + "\n");
            }
            for (int cut = 1; cut < frame.length(); cut++) {
                ReceivedMessage message = inbox.poll(5, TimeUnit.SECONDS);
                assertThat(message).isNotNull();
                assertThat(message.body()).isEqualTo(ByteBuffer.wrap(new byte[] {'a', 0, 'b'}));
            }
        }
    }

    @Test
    void closeFailsWhatIsUnanswered() throws Exception {
        server.silentAbout = List.of("SEND");
        StompClient client = StompClient.open(server.settings(), heard);
        CompletableFuture<Receipt> send = client.send("/topic/a", Map.of(), ByteBuffer.allocate(1));
        CompletableFuture<Void> room = client.writable();
        await().until(() -> server.told("SEND").size() == 1);
        room.join();
        client.close();
        assertThatThrownBy(send::join).hasCauseInstanceOf(ClientClosedException.class);
        assertThat(heard.events).endsWith("closed");
        client.close();
    }

    @Test
    void pausesGrowToTheLongestAndVary() {
        Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1), 0.5, 10);
        SplittableRandom random = new SplittableRandom(1);
        assertThat(backoff.pause(1, random)).isBetween(Duration.ofMillis(50), Duration.ofMillis(100));
        assertThat(backoff.pause(2, random)).isBetween(Duration.ofMillis(100), Duration.ofMillis(200));
        assertThat(backoff.pause(1_000_000, random)).isBetween(Duration.ofMillis(500), Duration.ofSeconds(1));
        assertThat(backoff.pause(5, random)).isNotEqualTo(backoff.pause(5, random));
    }

    private static InetSocketAddress at(int port) {
        return InetSocketAddress.createUnresolved("127.0.0.1", port);
    }

    private static int portNobodyListensOn() throws IOException {
        try (Socket bound = new Socket()) {
            bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            return bound.getLocalPort();
        }
    }
}
