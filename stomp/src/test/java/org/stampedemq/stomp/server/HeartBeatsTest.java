package org.stampedemq.stomp.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stampedemq.stomp.frame.StompVersion;

class HeartBeatsTest {
    private static final Duration TEN = Duration.ofSeconds(10);
    private final HandTurnedLoop hand = new HandTurnedLoop();
    private HandTurnedLoop.Peer peer;

    HeartBeatsTest() throws Exception {
        peer = hand.new Peer();
    }

    @BeforeEach
    void login() {
        peer.in("\n");
    }

    @AfterEach
    void end() {
        hand.close();
    }

    @Test
    void lineFeedGoesOutOnceAPeriod() {
        peer.connection.negotiated(StompVersion.V1_2, TEN, Duration.ZERO);
        hand.pass(9_000);
        assertThat(peer.out()).isEmpty();
        hand.pass(1_000);
        assertThat(peer.out()).isEqualTo("\n");
        hand.pass(100_000);
        assertThat(peer.out()).matches("\n{10,11}");
    }

    @Test
    void nothingIsAddedWhileFramesGoOut() {
        peer.connection.negotiated(StompVersion.V1_2, TEN, Duration.ZERO);
        for (int i = 0; i < 20; i++) {
            hand.pass(5_000);
            peer.connection.receipt(new byte[] {'r'}, false);
            hand.endTurn();
        }
        assertThat(peer.out()).isEqualTo("RECEIPT\nreceipt-id:r\n\n\0".repeat(20));
    }

    @Test
    void shortestPeriodIsKeptToo() {
        peer.connection.negotiated(StompVersion.V1_2, Duration.ofSeconds(1), Duration.ZERO);
        for (int second = 0; second < 30; second++) {
            hand.pass(1_000);
            assertThat(peer.out()).isNotEmpty();
        }
    }

    @Test
    void silentClientIsClosedAfterTwiceItsPromise() {
        peer.connection.negotiated(StompVersion.V1_2, Duration.ZERO, TEN);
        hand.pass(19_900);
        assertThat(hand.events).isEmpty();
        hand.pass(400);
        assertThat(hand.events).containsExactly("flush 0", "closed HEART_BEAT_MISSED");
        assertThat(peer.out()).startsWith("ERROR\nmessage:nothing heard for 20");
        hand.pass(1_500);
        assertThat(peer.channel.isOpen()).isFalse();
    }

    @Test
    void anyOctetCounts() {
        peer.connection.negotiated(StompVersion.V1_2, Duration.ZERO, TEN);
        for (String piece : "\n,S,E,N,D,\n,\n,x,y,z,\0,\n".split(",", -1)) {
            hand.pass(19_000);
            peer.in(piece);
        }
        assertThat(hand.events).isEmpty();
        assertThat(peer.frames).containsExactly("SEND null");
    }

    @Test
    void pausedClientIsNotBlamedForSilence() {
        peer.connection.negotiated(StompVersion.V1_2, Duration.ZERO, TEN);
        peer.connection.pauseReading();
        hand.pass(100_000);
        assertThat(hand.events).isEmpty();
        peer.connection.resumeReading();
        hand.pass(19_000);
        assertThat(hand.events).isEmpty();
        hand.pass(2_000);
        assertThat(hand.events).contains("closed HEART_BEAT_MISSED");
    }

    @Test
    void noneWereAgreedNoneAreDue() {
        peer.connection.negotiated(StompVersion.V1_2, Duration.ZERO, Duration.ZERO);
        hand.pass(1_000_000);
        assertThat(hand.events).isEmpty();
        assertThat(peer.out()).isEmpty();
    }

    @Test
    void clientThatDoesNotLogInIsClosed() {
        hand.pass(9_900);
        peer.in("\n\n\n");
        assertThat(hand.events).isEmpty();
        hand.pass(400);
        assertThat(hand.events).containsExactly("flush 0", "closed LOGIN_TIMEOUT");
        assertThat(peer.out()).startsWith("ERROR\nmessage:no login within 10000 ms");
    }
}
