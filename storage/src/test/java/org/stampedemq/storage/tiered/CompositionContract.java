package org.stampedemq.storage.tiered;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.stampedemq.storage.MessageStore;
import org.stampedemq.storage.MessageStoreContract;
import org.stampedemq.storage.StoreException;
import org.stampedemq.storage.memory.MemoryEngine;
import org.stampedemq.storage.rocksdb.RocksDbEngine;
import org.stampedemq.storage.rocksdb.RocksDbSettings;
import org.stampedemq.storage.throttled.ThrottleSettings;
import org.stampedemq.storage.throttled.ThrottledStore;

/** The contract over compositions that have RocksDB somewhere; a subclass says which. */
abstract class CompositionContract extends MessageStoreContract {
    private @Nullable RocksDbEngine rocks;
    private @Nullable RocksDbEngine copy;
    private MemoryEngine memory = new MemoryEngine(InstantSource.system(), 0);

    /** Builds the composition. */
    protected abstract MessageStore compose(Executor owner);

    protected final MessageStore rocks(Executor owner) {
        return Objects.requireNonNull(rocks).open(owner);
    }

    protected final MessageStore memory(Executor owner) {
        return memory.open(owner);
    }

    protected final MessageStore tiered(MessageStore back, Executor owner) {
        return new TieredStore(back, small(), owner, clock::millis, destination -> true, new QuietListener());
    }

    protected final MessageStore throttled(MessageStore behind, MessageStore front, Executor owner) {
        return new ThrottledStore(behind, front, new ThrottleSettings(1, 2_000, 10_000), owner, clock::millis);
    }

    /** Room for a handful of messages, so that most of them are evicted, refilled and read again. */
    protected static TieredSettings small() {
        return new TieredSettings(4_000, 2_000, Duration.ofSeconds(4), 4, Duration.ofSeconds(1), 10, 4, true);
    }

    @Override
    protected final void start(InstantSource clock) throws Exception {
        rocks = open(directory.resolve("store"), clock);
        memory = new MemoryEngine(clock, 256L << 20);
    }

    @Override
    protected final MessageStore door(Executor owner) {
        return compose(owner);
    }

    @Override
    protected final void stop() {
        Objects.requireNonNull(rocks).close();
        memory.close();
    }

    @Override
    protected final MessageStore openCheckpoint(Path directory, Executor as) throws Exception {
        copy = open(directory, clock);
        return copy.open(as);
    }

    @Override
    protected final void closeCheckpoint() {
        Objects.requireNonNull(copy).close();
    }

    private static RocksDbEngine open(Path directory, InstantSource clock) throws StoreException {
        return RocksDbEngine.open(
                directory, RocksDbSettings.defaults().withReserveBytes(0), clock, System::nanoTime, fatal -> {});
    }
}
