package org.stampedemq.storage.tiered;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import org.stampedemq.storage.MessageStore;
import org.stampedemq.storage.MessageStoreContract;
import org.stampedemq.storage.memory.MemoryEngine;

/** The usual front store, with room for little: nearly everything is evicted and read again. */
final class CaffeineOverMemoryContractTest extends MessageStoreContract {
    private MemoryEngine back = new MemoryEngine(InstantSource.system(), 0);

    @Override
    protected void start(InstantSource clock) {
        back = new MemoryEngine(clock, 256L << 20);
    }

    @Override
    protected MessageStore door(Executor owner) {
        return new TieredStore(
                back.open(owner),
                new TieredSettings(4_000, 2_000, Duration.ofSeconds(4), 4, Duration.ofSeconds(1), 10, 4, true),
                owner,
                clock::millis,
                destination -> true,
                new QuietListener());
    }

    @Override
    protected void stop() {
        back.close();
    }
}
