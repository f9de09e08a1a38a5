package org.stampedemq.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reply queues: anybody may answer, only their own connection listens, and they go with it. */
class TemporaryDestinationTest extends NodeTest {
    @ParameterizedTest
    @ValueSource(strings = {"/temp-queue/answers", "/temp-topic/answers"})
    void aRequestIsAnsweredFromAnotherConnection(String replies) throws IOException {
        String requests = queue();
        Wire asking = connect();
        asking.subscribe("r", replies, "auto");
        Wire worker = connect();
        worker.subscribe("w", requests, "auto");
        for (int i = 0; i < 20; i++) {
            asking.sendText(requests, "ask " + i, "reply-to:" + replies, "correlation-id:" + i);
            Wire.Frame request = worker.expect("MESSAGE");
            assertThat(request.need("reply-to"))
                    .startsWith(replies.substring(0, 12))
                    .isNotEqualTo(replies);
            worker.sendText(request.need("reply-to"), "answer", "correlation-id:" + request.need("correlation-id"));
            Wire.Frame answer = asking.expect("MESSAGE");
            assertThat(answer.header("correlation-id")).isEqualTo(Integer.toString(i));
            assertThat(answer.header("destination")).isEqualTo(replies);
        }
    }

    @Test
    void twoConnectionsHaveEachTheirOwn() throws IOException {
        Wire one = connect();
        Wire two = connect();
        one.subscribe("r", "/temp-queue/same", "auto");
        two.subscribe("r", "/temp-queue/same", "auto");
        one.sendText("/temp-queue/same", "mine");
        assertThat(one.expect("MESSAGE").text()).isEqualTo("mine");
        assertThat(two.readWithin(Duration.ofMillis(100))).isEmpty();
    }

    @Test
    void anAnswerBeforeTheSubscriptionWaits() throws IOException {
        Wire wire = connect();
        wire.sendSafely("/temp-queue/early", "waiting");
        wire.subscribe("r", "/temp-queue/early", "auto");
        assertThat(wire.expect("MESSAGE").text()).isEqualTo("waiting");
    }

    private String globalName(Wire asking, String local) throws IOException {
        String requests = queue();
        asking.sendSafely(requests, "ask", "reply-to:" + local);
        Wire worker = connect();
        worker.subscribe("w", requests, "auto");
        return worker.expect("MESSAGE").need("reply-to");
    }

    @Test
    void nobodyElseMaySubscribe() throws IOException {
        Wire asking = connect();
        asking.subscribe("r", "/temp-queue/private", "auto");
        String name = globalName(asking, "/temp-queue/private");
        Wire thief = connect();
        thief.send("SUBSCRIBE", "id:s", "destination:" + name, "receipt:r");
        assertThat(thief.expectErrorAndEnd().header("receipt-id")).isEqualTo("r");
        connect().sendText(name, "for the owner");
        assertThat(asking.expect("MESSAGE").text()).isEqualTo("for the owner");
    }

    @Test
    void itGoesWithItsConnectionAndLateRepliesDoNoHarm() throws Exception {
        Wire asking = connect();
        asking.subscribe("r", "/temp-queue/gone", "client-individual");
        String name = globalName(asking, "/temp-queue/gone");
        Wire worker = connect();
        worker.sendSafely(name, "first");
        asking.expect("MESSAGE");
        worker.sendSafely(name, "second");
        asking.close();
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(broker().management()
                                .destinations(name, 1)
                                .toCompletableFuture()
                                .get())
                        .isEmpty());
        worker.sendSafely(name, "late");
        worker.sendSafely(name, "later");
        assertThat(broker().management()
                        .destinations(name, 1)
                        .toCompletableFuture()
                        .get())
                .isEmpty();
        assertHealthy();
    }

    @Test
    void whatItsOwnerHeldIsForgottenWithoutTrace() throws Exception {
        Wire asking = connect();
        asking.subscribe("r", "/temp-queue/held", "client");
        String name = globalName(asking, "/temp-queue/held");
        Wire worker = connect();
        for (int i = 0; i < 200; i++) {
            worker.sendText(name, "m" + i);
        }
        texts(asking, 50);
        asking.close();
        worker.settle("DISCONNECT");
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(broker().management()
                                .destinations(name, 1)
                                .toCompletableFuture()
                                .get())
                        .isEmpty());
    }

    @Test
    void theGlobalNameWorksForItsOwnerToo() throws IOException {
        Wire asking = connect();
        String name = globalName(asking, "/temp-queue/known");
        asking.subscribe("r", name, "auto");
        connect().sendText(name, "x");
        assertThat(asking.expect("MESSAGE").header("destination")).isEqualTo(name);
    }

    @Test
    void theirNumberIsBounded() throws IOException {
        Wire wire = connect();
        for (int i = 0; i < 1_001; i++) {
            wire.sendText("/temp-queue/n" + i, "x");
        }
        assertThat(wire.expectErrorAndEnd().need("message")).contains("temporary");
    }
}
