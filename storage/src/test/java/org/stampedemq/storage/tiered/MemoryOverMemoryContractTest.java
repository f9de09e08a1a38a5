package org.stampedemq.storage.tiered;

import java.time.InstantSource;
import java.util.concurrent.Executor;
import org.stampedemq.storage.MessageStore;
import org.stampedemq.storage.MessageStoreContract;
import org.stampedemq.storage.memory.MemoryEngine;

/** The memory engine in both roles. */
final class MemoryOverMemoryContractTest extends MessageStoreContract {
    private MemoryEngine front = new MemoryEngine(InstantSource.system(), 0);
    private MemoryEngine back = new MemoryEngine(InstantSource.system(), 0);

    @Override
    protected void start(InstantSource clock) {
        front = new MemoryEngine(clock, 256L << 20);
        back = new MemoryEngine(clock, 256L << 20);
    }

    @Override
    protected MessageStore door(Executor owner) {
        return new TieredStore(
                front.open(owner),
                back.open(owner),
                TieredSettings.defaults(),
                owner,
                clock::millis,
                destination -> true,
                new QuietListener());
    }

    @Override
    protected void stop() {
        front.close();
        back.close();
    }
}
