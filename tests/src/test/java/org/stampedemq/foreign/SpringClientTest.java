package org.stampedemq.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.messaging.simp.stomp.ReactorNettyTcpStompClient;
import org.springframework.messaging.simp.stomp.StompCommand;
import org.springframework.messaging.simp.stomp.StompFrameHandler;
import org.springframework.messaging.simp.stomp.StompHeaders;
import org.springframework.messaging.simp.stomp.StompSession;
import org.springframework.messaging.simp.stomp.StompSessionHandlerAdapter;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.stampedemq.process.NodeProcess;

/** Spring's client over Reactor Netty, STOMP 1.2. It has no words for transactions; stompjms shows those. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // before all
class SpringClientTest {
    private static final int MESSAGES = 1_000;
    private static final long PATIENCE_SECONDS = 10;
    private static final String TEXT = "Grüße, 世界 😀: colon\\backslash\nnewline";

    private NodeProcess node;
    private final ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();
    private ReactorNettyTcpStompClient client;

    /** A message as it came. */
    @SuppressWarnings("ArrayRecordComponent") // compared nowhere
    private record Received(StompHeaders headers, byte[] body) {
        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        String ack() {
            return Objects.requireNonNull(headers.getAck());
        }
    }

    /** Keeps what went wrong. */
    private static final class Troubles extends StompSessionHandlerAdapter {
        private final List<String> found = new CopyOnWriteArrayList<>();

        @Override
        public void handleFrame(StompHeaders headers, @Nullable Object payload) {
            found.add("ERROR " + headers);
        }

        @Override
        public void handleException(
                StompSession session,
                @Nullable StompCommand command,
                StompHeaders headers,
                byte[] payload,
                Throwable exception) {
            found.add(exception.toString());
        }

        @Override
        public void handleTransportError(StompSession session, Throwable exception) {
            found.add(exception.toString());
        }
    }

    /** Everything that a subscription brings. */
    private static final class Mailbox implements StompFrameHandler {
        private final BlockingQueue<Received> messages = new LinkedBlockingQueue<>();

        @Override
        public Type getPayloadType(StompHeaders headers) {
            return byte[].class;
        }

        @Override
        public void handleFrame(StompHeaders headers, @Nullable Object payload) {
            byte[] body = payload instanceof byte[] octets ? octets : new byte[0];
            messages.add(new Received(headers, body));
        }

        Received next() throws InterruptedException {
            Received received = messages.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return Objects.requireNonNull(received, "no message came");
        }
    }

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        node = NodeProcess.start(directory.resolve("data"));
        scheduler.initialize();
        client = new ReactorNettyTcpStompClient("127.0.0.1", node.address().getPort());
        client.setTaskScheduler(scheduler);
        client.setDefaultHeartbeat(new long[] {500, 500});
    }

    @AfterAll
    void stop() {
        client.shutdown();
        scheduler.shutdown();
        node.close();
    }

    private StompSession connect(Troubles troubles) throws Exception {
        StompSession session = client.connectAsync(troubles).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        session.setAutoReceipt(true);
        return session;
    }

    private static Mailbox subscribe(StompSession session, String destination, String ack) throws Exception {
        Mailbox mailbox = new Mailbox();
        StompHeaders headers = new StompHeaders();
        headers.setDestination(destination);
        headers.setAck(ack);
        settle(session.subscribe(headers, mailbox));
        return mailbox;
    }

    private static void settle(StompSession.Receiptable frame) throws InterruptedException {
        CountDownLatch confirmed = new CountDownLatch(1);
        frame.addReceiptTask(confirmed::countDown);
        assertThat(confirmed.await(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .as("a receipt")
                .isTrue();
    }

    private void assertNothingLeft(String queue) throws Exception {
        Troubles troubles = new Troubles();
        StompSession session = connect(troubles);
        Mailbox mailbox = subscribe(session, queue, "auto");
        assertThat(mailbox.messages.poll(300, TimeUnit.MILLISECONDS))
                .as("left in %s", queue)
                .isNull();
        session.disconnect();
        assertThat(troubles.found).isEmpty();
    }

    @Test
    void aThousandPersistentMessagesWithReceiptsAcknowledgedOneByOne() throws Exception {
        Troubles troubles = new Troubles();
        StompSession session = connect(troubles);
        CountDownLatch stored = new CountDownLatch(MESSAGES);
        for (int i = 0; i < MESSAGES; i++) {
            StompHeaders headers = new StompHeaders();
            headers.setDestination("/queue/thousand");
            headers.set("persistent", "true");
            session.send(headers, ("message " + i).getBytes(StandardCharsets.UTF_8))
                    .addReceiptTask(stored::countDown);
        }
        assertThat(stored.await(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .as("receipts; missing %s; %s", stored.getCount(), troubles.found)
                .isTrue();
        Mailbox mailbox = subscribe(session, "/queue/thousand", "client-individual");
        CountDownLatch removed = new CountDownLatch(MESSAGES);
        for (int i = 0; i < MESSAGES; i++) {
            Received received = mailbox.next();
            assertThat(received.text()).isEqualTo("message " + i);
            session.acknowledge(received.ack(), true).addReceiptTask(removed::countDown);
        }
        assertThat(removed.await(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .as("receipts of acks; missing %s", removed.getCount())
                .isTrue();
        session.disconnect();
        assertThat(troubles.found).isEmpty();
        assertNothingLeft("/queue/thousand");
    }

    @Test
    void aNegatedMessageComesBackFlagged() throws Exception {
        Troubles troubles = new Troubles();
        StompSession session = connect(troubles);
        settle(session.send("/queue/nack", "again".getBytes(StandardCharsets.UTF_8)));
        Mailbox mailbox = subscribe(session, "/queue/nack", "client-individual");
        settle(session.acknowledge(mailbox.next().ack(), false));
        Received again = mailbox.next();
        assertThat(again.text()).isEqualTo("again");
        assertThat(again.headers().getFirst("redelivered")).isEqualTo("true");
        settle(session.acknowledge(again.ack(), true));
        session.disconnect();
        assertThat(troubles.found).isEmpty();
        assertNothingLeft("/queue/nack");
    }

    @Test
    void heartBeatsGoBothWays() throws Exception {
        Troubles troubles = new Troubles();
        StompSession session = connect(troubles);
        Awaitility.await("three seconds of heart-beats")
                .pollDelay(Duration.ofSeconds(3))
                .until(() -> true);
        assertThat(session.isConnected()).as("%s", troubles.found).isTrue();
        settle(session.send("/topic/alive", new byte[] {1}));
        session.disconnect();
        assertThat(troubles.found).isEmpty();
    }

    @Test
    void binaryBodiesAndHeadersInAnyScript() throws Exception {
        byte[] octets = new byte[1_024];
        for (int i = 0; i < octets.length; i++) {
            octets[i] = (byte) i;
        }
        Troubles troubles = new Troubles();
        StompSession session = connect(troubles);
        Mailbox mailbox = subscribe(session, "/queue/octets", "auto");
        StompHeaders headers = new StompHeaders();
        headers.setDestination("/queue/octets");
        headers.set("greeting", TEXT);
        headers.set("ключ", "значение");
        settle(session.send(headers, octets));
        Received received = mailbox.next();
        assertThat(received.body()).isEqualTo(octets);
        assertThat(received.headers().getFirst("greeting")).isEqualTo(TEXT);
        assertThat(received.headers().getFirst("ключ")).isEqualTo("значение");
        session.disconnect();
        assertThat(troubles.found).isEmpty();
    }
}
