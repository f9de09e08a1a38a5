package org.stampedemq.storage.memory;

import java.time.InstantSource;
import java.util.concurrent.Executor;
import org.stampedemq.storage.MessageStore;
import org.stampedemq.storage.MessageStoreContract;

final class MemoryEngineContractTest extends MessageStoreContract {
    private MemoryEngine engine = new MemoryEngine(InstantSource.system(), 0);

    @Override
    protected void start(InstantSource clock) {
        engine = new MemoryEngine(clock, 256L << 20);
    }

    @Override
    protected MessageStore door(Executor owner) {
        return engine.open(owner);
    }

    @Override
    protected void stop() {
        engine.close();
    }
}
