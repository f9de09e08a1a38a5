package org.stampedemq.stomp.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OneFlushATurnTest {
    private final HandTurnedLoop hand = new HandTurnedLoop();
    private final NettyLoop loop = hand.loop;
    private final List<String> events = hand.events;

    private HandTurnedLoop.Peer peer() throws Exception {
        return hand.new Peer();
    }

    @AfterEach
    void end() {
        hand.close();
    }

    @Test
    void manyFramesAreOneWriteAndOneFlush() throws Exception {
        HandTurnedLoop.Peer peer = peer();
        byte[] id = new byte[10];
        for (int i = 0; i < 100; i++) {
            peer.connection.receipt(id, false);
        }
        assertThat(peer.flushes).isZero();
        hand.endTurn();
        assertThat(peer.flushes).isOne();
        assertThat(peer.writes).isOne();
        assertThat(peer.out().length()).isEqualTo(100 * "RECEIPT\nreceipt-id:0123456789\n\n\0".length());
    }

    @Test
    void allDirtyConnectionsGoAtTheEndOfTheSameTurn() throws Exception {
        HandTurnedLoop.Peer a = peer();
        HandTurnedLoop.Peer b = peer();
        HandTurnedLoop.Peer silent = peer();
        a.connection.receipt(new byte[1], false);
        b.connection.receipt(new byte[1], false);
        a.connection.receipt(new byte[1], false);
        assertThat(hand.turnEnds).hasSize(1);
        hand.endTurn();
        assertThat(events).containsExactly("flush 0", "flush 1");
        assertThat(silent.flushes).isZero();
    }

    @Test
    void actionsAtTheEndOfTheTurnRunBeforeItsFlush() throws Exception {
        HandTurnedLoop.Peer peer = peer();
        peer.connection.receipt(new byte[1], false);
        loop.atTurnEnd(() -> {
            events.add("action");
            peer.connection.receipt(new byte[1], false);
            loop.atTurnEnd(() -> {
                events.add("action of action");
                peer.connection.receipt(new byte[1], false);
            });
        });
        peer.connection.afterWritten(() -> events.add("written"));
        hand.endTurn();
        assertThat(events).containsExactly("action", "action of action", "flush 0", "written");
        assertThat(peer.writes).isOne();
    }

    @Test
    void aFailingActionStopsNoOther() throws Exception {
        HandTurnedLoop.Peer peer = peer();
        loop.atTurnEnd(() -> {
            throw new IllegalStateException("as planned by the test");
        });
        loop.atTurnEnd(() -> peer.connection.receipt(new byte[1], false));
        hand.endTurn();
        assertThat(peer.flushes).isOne();
    }

    @Test
    void largeTurnIsFlushedInBetweenAndTheMarkIsTold() throws Exception {
        HandTurnedLoop.Peer peer = peer();
        ByteBuffer tail = ByteBuffer.wrap(new byte[10_000]);
        MessagePrefix prefix = new MessagePrefix();
        for (int i = 0; i < 100; i++) {
            peer.connection.message(prefix, tail, 100, false);
        }
        assertThat(peer.flushes).isPositive().isLessThan(12);
        assertThat(peer.connection.unwrittenOctets()).isLessThan(NettyConnection.HIGH_WATER_BYTES);
        hand.endTurn();
        assertThat(peer.out().length()).isGreaterThan(100 * 10_000);
        assertThat(events).last().isEqualTo("writable true");
        assertThat(peer.connection.unwrittenOctets()).isZero();
    }

    @Test
    void everyOctetOfATailGoesOutWhateverItsSize() throws Exception {
        HandTurnedLoop.Peer peer = peer();
        MessagePrefix prefix = new MessagePrefix();
        peer.connection.message(prefix, ByteBuffer.allocate(0), 0, false);
        hand.endTurn();
        int head = peer.out().length();
        for (int size : new int[] {1, 4095, 4096, 16383, 16384, 65535, 65536, 65537, 1 << 20}) {
            ByteBuffer tail = ByteBuffer.allocate(size + 5).position(5);
            peer.connection.message(prefix, tail.asReadOnlyBuffer(), 0, false);
            peer.connection.message(prefix, tail, 0, false);
            hand.endTurn();
            assertThat(tail.position()).isEqualTo(5);
            assertThat(peer.out().length()).as("tail of %s", size).isEqualTo(2 * (head + size));
        }
    }
}
