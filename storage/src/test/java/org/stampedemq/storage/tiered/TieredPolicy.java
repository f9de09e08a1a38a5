package org.stampedemq.storage.tiered;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.stampedemq.storage.Batch;
import org.stampedemq.storage.Claim;
import org.stampedemq.storage.HandMovedClock;
import org.stampedemq.storage.Message;
import org.stampedemq.storage.memory.MemoryEngine;

/** The product, with a back store whose answers come a step of time after the question. */
final class TieredPolicy implements OrderPolicy {
    static final int BODY = 100;

    private final HandMovedClock clock = new HandMovedClock();
    private final MemoryEngine engine = new MemoryEngine(clock, 256L << 20);
    private final TieredSettings settings;
    private final Batch.Keep keep;
    private Pump pump = new Pump();
    private TieredStore store;

    /** @param room of the front store, in messages of all destinations */
    TieredPolicy(int room, Batch.Keep keep) {
        this.keep = keep;
        int each = Message.HEADER_OCTETS + BODY + Entry.OVERHEAD_BYTES;
        this.settings = new TieredSettings(
                (long) room * each,
                (long) room * each,
                Duration.ofSeconds(4),
                10_000,
                Duration.ofSeconds(1),
                10,
                1_000,
                true);
        this.store = open();
    }

    private TieredStore open() {
        return new TieredStore(
                engine.open(pump), settings, pump, clock::millis, destination -> true, new QuietListener());
    }

    TieredStore store() {
        return store;
    }

    @Override
    public long send(String destination) {
        long sequence = store.nextSequence();
        Message message =
                Message.draft(destination, BODY).persistent(true).seal().withSequence(sequence);
        store.apply(new Batch().store(message, keep));
        return sequence;
    }

    @Override
    public List<Long> claim(String destination, String claimant, int max) {
        List<Long> claimed = new ArrayList<>();
        for (Claim claim : store.claimNow(destination, claimant, max, Long.MAX_VALUE)) {
            claimed.add(claim.message().sequence());
        }
        return claimed;
    }

    @Override
    public void acknowledge(String destination, long sequence) {
        store.apply(new Batch().remove(destination, sequence, Message.HEADER_OCTETS + BODY, 0, 0));
    }

    @Override
    public void releaseAll(String claimant) {
        store.releaseAll(claimant, false);
    }

    @Override
    public void step() {
        clock.advance(Duration.ofMillis(10));
        pump.runOnce();
        store.tick();
    }

    @Override
    public void restart() {
        store.flush();
        pump.runAll();
        pump = new Pump();
        store = open();
    }
}
