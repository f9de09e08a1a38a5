package org.stampedemq.storage.rocksdb;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.stampedemq.storage.MessageStore;
import org.stampedemq.storage.MessageStoreContract;

final class RocksDbEngineContractTest extends MessageStoreContract {
    private @Nullable RocksDbEngine engine;
    private @Nullable RocksDbEngine copy;

    @Override
    protected void start(InstantSource clock) throws Exception {
        engine = TestEngines.open(directory.resolve("store"), clock);
    }

    @Override
    protected MessageStore door(Executor owner) {
        return TestEngines.present(engine).open(owner);
    }

    @Override
    protected void stop() {
        TestEngines.present(engine).close();
    }

    @Override
    protected MessageStore openCheckpoint(Path directory, Executor as) throws Exception {
        copy = TestEngines.open(directory, clock);
        return copy.open(as);
    }

    @Override
    protected void closeCheckpoint() {
        TestEngines.present(copy).close();
    }
}
