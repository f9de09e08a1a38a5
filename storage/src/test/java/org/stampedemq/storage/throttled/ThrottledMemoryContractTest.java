package org.stampedemq.storage.throttled;

import java.time.InstantSource;
import java.util.concurrent.Executor;
import org.stampedemq.storage.MessageStore;
import org.stampedemq.storage.MessageStoreContract;
import org.stampedemq.storage.memory.MemoryEngine;

/** One batch on the way at a time, so that most of the suite runs on what is held back. */
final class ThrottledMemoryContractTest extends MessageStoreContract {
    private MemoryEngine front = new MemoryEngine(InstantSource.system(), 0);
    private MemoryEngine behind = new MemoryEngine(InstantSource.system(), 0);

    @Override
    protected void start(InstantSource clock) {
        front = new MemoryEngine(clock, 256L << 20);
        behind = new MemoryEngine(clock, 256L << 20);
    }

    @Override
    protected MessageStore door(Executor owner) {
        return new ThrottledStore(
                behind.open(owner), front.open(owner), new ThrottleSettings(1, 2_000, 10_000), owner, clock::millis);
    }

    @Override
    protected void stop() {
        front.close();
        behind.close();
    }
}
