package org.stampedemq.storage.tiered;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.stampedemq.storage.Batch;
import org.stampedemq.storage.Batch.Keep;
import org.stampedemq.storage.Claim;
import org.stampedemq.storage.HandMovedClock;
import org.stampedemq.storage.Message;
import org.stampedemq.storage.memory.MemoryEngine;

/** The hazards of docs/STORAGE.md that belong to the front store, one by one. The back store answers when the test says so. */
final class FrontStoreHazardsTest {
    private static final String QUEUE = "/queue/a";

    private final HandMovedClock clock = new HandMovedClock();
    private final MemoryEngine engine = new MemoryEngine(clock, 256L << 20);
    private final QuietListener listener = new QuietListener();
    private final Pump pump = new Pump();
    private Link link = new Link(engine.open(pump), pump);
    private TieredStore store = open();

    private TieredStore open() {
        link = new Link(engine.open(pump), pump);
        TieredSettings settings =
                new TieredSettings(10_000, 5_000, Duration.ofSeconds(4), 10, Duration.ofSeconds(1), 10, 100, true);
        return new TieredStore(link, settings, pump, clock::millis, destination -> true, listener);
    }

    private CompletableFuture<Void> sending(int octets, Keep keep) {
        return store.apply(new Batch()
                        .store(Message.draft(QUEUE, octets).persistent(true).seal(), keep))
                .toCompletableFuture();
    }

    private void send(int octets, Keep keep) {
        assertThat(sending(octets, keep)).isNotCompletedExceptionally();
    }

    private List<Claim> claim(int max) {
        List<Claim> claims = store.claimNow(QUEUE, "c", max, Long.MAX_VALUE);
        if (claims.isEmpty()) {
            pump.runAll();
            claims = store.claimNow(QUEUE, "c", max, Long.MAX_VALUE);
        }
        return claims;
    }

    private void acknowledge(Claim claim) {
        store.apply(new Batch().remove(claim.message()));
    }

    private void advance(Duration by) {
        clock.advance(by);
        store.tick();
        pump.runAll();
    }

    @Test
    void consumedInTimeIsNeverWritten() {
        claim(1);
        send(10, Keep.BEHIND);
        claim(1).forEach(this::acknowledge);
        advance(Duration.ofSeconds(10));
        assertThat(link.storesWritten).isZero();
        assertThat(link.removals).isZero();
        assertThat(store.stats().writesSaved()).isEqualTo(1);
    }

    @Test
    void anIdleStoreHasEverythingOnDisk() {
        claim(1);
        send(10, Keep.BEHIND);
        advance(Duration.ofMillis(3_999));
        assertThat(link.storesWritten).isZero();
        advance(Duration.ofMillis(1));
        assertThat(link.storesWritten).isEqualTo(1);
        assertThat(store.stats().heldBackMessages()).isZero();
    }

    @Test
    void acknowledgedWhileTheWriteIsUnderWayIsRemovedAfterIt() {
        claim(1);
        send(10, Keep.BEHIND);
        Claim claim = claim(1).get(0);
        store.writeHeldBack(List.of(QUEUE));
        acknowledge(claim);
        pump.runAll();
        store = open();
        assertThat(claim(1)).isEmpty();
    }

    @Test
    void heldBackTooMuchSlowsTheProducer() {
        claim(1);
        pump.runAll();
        CompletableFuture<Void> last = sending(900, Keep.BEHIND);
        for (int i = 0; i < 4; i++) {
            assertThat(last).isCompleted();
            last = sending(900, Keep.BEHIND);
        }
        assertThat(last).isNotCompleted();
        pump.runAll();
        assertThat(last).isCompleted();
    }

    @Test
    void whatWasOutIsFlaggedAfterARestart() {
        send(10, Keep.DURABLE);
        pump.runAll();
        assertThat(claim(1).get(0).redelivered()).isFalse();
        store = open();
        send(10, Keep.DURABLE);
        pump.runAll();
        assertThat(claim(1).get(0).redelivered()).isTrue();
        assertThat(claim(1).get(0).redelivered()).isFalse();
    }

    @Test
    void aMessageLargerThanTheFrontStorePasses() {
        send(50_000, Keep.DURABLE);
        send(10, Keep.DURABLE);
        pump.runAll();
        assertThat(claim(1).get(0).message().size()).isGreaterThan(50_000);
        assertThat(claim(1).get(0).message().size()).isLessThan(100);
    }

    @Test
    void emptyBodiesAreBounded() {
        for (int i = 0; i < 1_000; i++) {
            send(0, Keep.VOLATILE);
            pump.runAll();
        }
        assertThat(store.stats().windowBytes()).isLessThanOrEqualTo(10_000);
        assertThat(store.stats().windowMessages()).isLessThanOrEqualTo(10);
    }

    @Test
    void aDelayedMessageJoinsTheEndWhenItIsDue() {
        Message delayed =
                Message.draft(QUEUE, 77).dueAtMillis(clock.millis() + 5_000).seal();
        store.apply(new Batch().store(delayed));
        send(10, Keep.DURABLE);
        pump.runAll();
        advance(Duration.ofSeconds(4));
        assertThat(claim(5)).hasSize(1);
        advance(Duration.ofSeconds(1));
        assertThat(claim(5))
                .singleElement()
                .satisfies(claim -> assertThat(claim.message().size()).isEqualTo(delayed.size()));
    }

    @Test
    void aClockSetBackKeepsNothingInMemory() {
        claim(1);
        send(10, Keep.BEHIND);
        advance(Duration.ofDays(-365));
        advance(Duration.ofSeconds(4));
        assertThat(link.storesWritten).isEqualTo(1);
    }

    @Test
    void aFullDiskRefusesMessagesAndKeepsRemovals() {
        send(10, Keep.DURABLE);
        pump.runAll();
        Claim claim = claim(1).get(0);
        link.full = true;
        CompletableFuture<Void> removed =
                store.apply(new Batch().remove(claim.message())).toCompletableFuture();
        CompletableFuture<Void> refused = sending(10, Keep.DURABLE);
        pump.runAll();
        assertThat(refused).isCompletedExceptionally();
        assertThat(removed).isNotDone();
        link.full = false;
        advance(Duration.ofMillis(100));
        assertThat(removed).isCompleted();
        assertThat(claim(1)).isEmpty();
    }

    @Test
    void theListenerIsToldOnceThatThereIsSomething() {
        claim(1);
        send(10, Keep.DURABLE);
        send(10, Keep.DURABLE);
        pump.runAll();
        assertThat(listener.ready).containsExactly(QUEUE);
    }
}
