package org.stampedemq.stomp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.PooledByteBufAllocator;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.stampedemq.stomp.frame.StompVersion;

class SlowReaderTest {
    private static ServerSettings unwritten(long bytes) {
        ServerSettings d = EchoServer.settings();
        return new ServerSettings(
                d.addresses(),
                d.loops(),
                d.nativeTransport(),
                d.maxFrameBytes(),
                d.maxFrameBytesBeforeLogin(),
                d.maxHeaderLineBytes(),
                d.maxHeaders(),
                d.maxHeaderBytes(),
                d.maxConnections(),
                d.loginTimeout(),
                bytes,
                Duration.ofSeconds(60));
    }

    private static HandTurnedLoop.Peer loggedIn(HandTurnedLoop hand) throws Exception {
        HandTurnedLoop.Peer peer = hand.new Peer();
        peer.connection.negotiated(StompVersion.V1_2, Duration.ZERO, Duration.ZERO);
        return peer;
    }

    private static void deliver(HandTurnedLoop.Peer peer, int bytes) {
        peer.connection.message(new MessagePrefix(), ByteBuffer.allocate(bytes), 0, false);
    }

    @Test
    void marksAreToldAtTheEndOfTheTurn() throws Exception {
        try (HandTurnedLoop hand = new HandTurnedLoop()) {
            HandTurnedLoop.Peer peer = loggedIn(hand);
            peer.full = true;
            for (int i = 0; i < 30; i++) {
                deliver(peer, 10_000);
            }
            assertThat(hand.events).doesNotContain("writable false");
            hand.endTurn();
            assertThat(hand.events).contains("writable false").doesNotContain("writable true");
            assertThat(peer.connection.unwrittenOctets()).isGreaterThan(300_000);
            peer.drain();
            assertThat(peer.connection.unwrittenOctets()).isZero();
            assertThat(hand.events.stream().filter(event -> event.startsWith("writable")))
                    .containsExactly("writable false", "writable true");
        }
    }

    @Test
    void fullSocketIsNotGivenMoreThanItsShare() throws Exception {
        try (HandTurnedLoop hand = new HandTurnedLoop()) {
            HandTurnedLoop.Peer peer = loggedIn(hand);
            peer.full = true;
            for (int i = 0; i < 50; i++) {
                deliver(peer, 1 << 20);
                hand.endTurn();
            }
            assertThat(peer.writes * ChunkPool.LARGE).isLessThanOrEqualTo(192 << 10);
            peer.drain();
            assertThat(peer.out().length()).isGreaterThan(50 << 20);
        }
    }

    @Test
    void largeBodiesThatWaitAreNotCopied() throws Exception {
        try (HandTurnedLoop hand = new HandTurnedLoop()) {
            HandTurnedLoop.Peer peer = loggedIn(hand);
            peer.full = true;
            ByteBuffer body = ByteBuffer.allocate(Output.SHARED_FROM);
            long before = PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
            for (int i = 0; i < 1000; i++) {
                peer.connection.message(new MessagePrefix(), body, 0, false);
                hand.endTurn();
            }
            assertThat(PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory() - before)
                    .isLessThan(1000L * 2 * ChunkPool.SMALL);
            int writesWhileFull = peer.writes;
            peer.drain();
            assertThat(peer.out().length()).isGreaterThan(1000 * Output.SHARED_FROM);
            assertThat(peer.writes - writesWhileFull).as("gathered").isLessThan(300);
        }
    }

    @Test
    void moreUnreadThanAllowedClosesAtOnce() throws Exception {
        try (HandTurnedLoop hand = new HandTurnedLoop(unwritten(1 << 20))) {
            HandTurnedLoop.Peer peer = loggedIn(hand);
            peer.full = true;
            for (int i = 0; i < 1000; i++) {
                deliver(peer, 2_000);
            }
            assertThat(peer.connection.unwrittenOctets()).isBetween(1L << 20, (1L << 20) + 2_100);
            hand.endTurn();
            assertThat(hand.events).contains("closed SLOW_READER");
            assertThat(peer.channel.isOpen()).isFalse();
        }
    }

    @Test
    void readerThatStandsStillIsClosedAfterItsTime() throws Exception {
        try (HandTurnedLoop hand = new HandTurnedLoop()) {
            HandTurnedLoop.Peer peer = loggedIn(hand);
            peer.full = true;
            deliver(peer, 100);
            hand.endTurn();
            hand.pass(59_000);
            assertThat(hand.events).containsExactly("flush 0");
            hand.pass(16_000);
            assertThat(hand.events).contains("closed SLOW_READER");
        }
    }

    @Test
    void readerThatGoesOnIsKept() throws Exception {
        try (HandTurnedLoop hand = new HandTurnedLoop()) {
            HandTurnedLoop.Peer peer = loggedIn(hand);
            for (int i = 0; i < 10; i++) {
                peer.full = true;
                deliver(peer, 100);
                hand.endTurn();
                hand.pass(50_000);
                peer.drain();
            }
            assertThat(hand.events).doesNotContain("closed SLOW_READER");
        }
    }

    @Test
    void actionAfterWritingWaitsForAllThatWasWrittenBefore() throws Exception {
        try (HandTurnedLoop hand = new HandTurnedLoop()) {
            HandTurnedLoop.Peer peer = loggedIn(hand);
            peer.full = true;
            deliver(peer, 100);
            peer.connection.afterWritten(() -> hand.events.add("written"));
            deliver(peer, 100);
            hand.endTurn();
            assertThat(hand.events).doesNotContain("written");
            peer.drain();
            assertThat(hand.events).contains("written");
            peer.connection.close();
            peer.connection.afterWritten(() -> hand.events.add("never"));
            hand.endTurn();
            assertThat(hand.events).doesNotContain("never");
        }
    }

    /** A real socket: everything arrives, in order, although its reader pauses. */
    @Test
    void whatASlowReaderIsOwedArrivesWhole() throws Exception {
        try (EchoServer server = new EchoServer();
                WireClient client = new WireClient(server.address, 4 << 10)) {
            client.connect("1.2");
            byte[] body = new byte[1 << 20];
            for (int i = 0; i < body.length; i++) {
                body[i] = (byte) ((i * 31) >> 7);
            }
            CompletableFuture<Void> queued = new CompletableFuture<>();
            Connection connection = server.last();
            connection.loop().execute(() -> {
                for (int i = 0; i < 20; i++) {
                    connection.message(new MessagePrefix(), ByteBuffer.wrap(body), 0, false);
                    connection.receipt(new byte[] {(byte) ('a' + i)}, false);
                }
                queued.complete(null);
            });
            queued.get(10, TimeUnit.SECONDS);
            await().until(() -> server.writability.contains(false));
            String head = "MESSAGE\nmessage-id:0\ndestination:\ntimestamp:0\n";
            for (int i = 0; i < 20; i++) {
                assertThat(new String(client.read(head.length()), java.nio.charset.StandardCharsets.US_ASCII))
                        .isEqualTo(head);
                assertThat(client.read(body.length)).isEqualTo(body);
                assertThat(client.readFrame()).isEqualTo("RECEIPT\nreceipt-id:" + (char) ('a' + i) + "\n\n");
            }
            await().until(() -> server.writability.contains(true));
            assertThat(server.writability).containsExactly(false, true);
        }
    }
}
