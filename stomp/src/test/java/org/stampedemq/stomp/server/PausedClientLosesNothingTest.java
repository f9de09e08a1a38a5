package org.stampedemq.stomp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.stampedemq.stomp.frame.StompVersion;

class PausedClientLosesNothingTest {
    @Test
    void decodingStopsInTheMiddleOfAReadAndGoesOn() throws Exception {
        try (HandTurnedLoop hand = new HandTurnedLoop()) {
            HandTurnedLoop.Peer peer = hand.new Peer();
            peer.connection.negotiated(StompVersion.V1_2, Duration.ZERO, Duration.ZERO);
            peer.in(
                    "ACK\nid:1\n\n\0ACK\nid:2\ntransaction:pause\n\n\0ACK\nid:3\n\n\0ACK\nid:4\ntransaction:pause\n\n\0AC");
            assertThat(peer.frames).containsExactly("ACK 1", "ACK 2");
            peer.in("K\nid:5\n\n\0");
            assertThat(peer.frames).hasSize(2);
            peer.connection.resumeReading();
            assertThat(peer.frames).as("not from within the call").hasSize(2);
            hand.endTurn();
            assertThat(peer.frames).containsExactly("ACK 1", "ACK 2", "ACK 3", "ACK 4");
            peer.connection.resumeReading();
            peer.connection.resumeReading();
            hand.endTurn();
            assertThat(peer.frames).containsExactly("ACK 1", "ACK 2", "ACK 3", "ACK 4", "ACK 5");
        }
    }

    @Test
    void socketIsNotReadWhilePaused() throws Exception {
        try (EchoServer server = new EchoServer();
                WireClient client = server.client()) {
            client.connect("1.2");
            StringBuilder frames = new StringBuilder("SEND\ndestination:pause\nreceipt:0\n\nx\0");
            IntStream.rangeClosed(1, 500)
                    .forEach(i -> frames.append("SEND\ndestination:/queue/a\nreceipt:")
                            .append(i)
                            .append("\n\n")
                            .append("b".repeat(500))
                            .append('\0'));
            client.write(frames.toString());
            assertThat(client.readFrame()).startsWith("MESSAGE");
            assertThat(client.readFrame()).isEqualTo("RECEIPT\nreceipt-id:0\n\n");
            Connection connection = server.last();
            await().during(Duration.ofMillis(200)).until(() -> server.commands.size() == 2);
            connection.loop().execute(connection::resumeReading);
            for (int i = 1; i <= 500; i++) {
                assertThat(client.readFrame()).startsWith("MESSAGE");
                assertThat(client.readFrame()).isEqualTo("RECEIPT\nreceipt-id:" + i + "\n\n");
            }
        }
    }

    @Test
    void pausedClientThatGoesIsNoticed() throws Exception {
        try (EchoServer server = new EchoServer()) {
            try (WireClient client = server.client().connect("1.2")) {
                client.write("SEND\ndestination:pause\nreceipt:0\n\nx\0");
                assertThat(client.readFrame()).startsWith("MESSAGE");
                assertThat(client.readFrame()).startsWith("RECEIPT");
            }
            await().untilAsserted(() -> assertThat(server.closed).containsExactly(CloseReason.CLIENT_GONE));
        }
    }
}
