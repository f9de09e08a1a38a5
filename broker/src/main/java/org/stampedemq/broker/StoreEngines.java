package org.stampedemq.broker;

import java.nio.file.Path;
import java.time.InstantSource;
import org.stampedemq.storage.StoreException;
import org.stampedemq.storage.memory.MemoryEngine;
import org.stampedemq.storage.rocksdb.RocksDbEngine;
import org.stampedemq.storage.rocksdb.RocksDbSettings;

/** Opens the engine that the settings name. */
final class StoreEngines {
    private StoreEngines() {}

    static StoreEngine open(BrokerSettings settings) throws StoreException {
        return switch (settings.store()) {
            case "rocksdb" -> rocksdb(settings.data().resolve("store"));
            case "memory" -> memory();
            default ->
                throw new StoreException(
                        StoreException.Kind.UNAVAILABLE,
                        "Unknown store \"" + settings.store() + "\": use rocksdb or memory.");
        };
    }

    private static StoreEngine rocksdb(Path directory) throws StoreException {
        RocksDbEngine engine = RocksDbEngine.open(
                directory,
                RocksDbSettings.defaults(),
                InstantSource.system(),
                System::nanoTime,
                StoreEngines::vitalThreadDied);
        return new StoreEngine("rocksdb in " + directory.toAbsolutePath(), engine::open, engine::close);
    }

    /** A store that can promise nothing any more ends the node, as any vital thread's death does. */
    private static void vitalThreadDied(Throwable thrown) {
        Thread thread = Thread.currentThread();
        thread.getUncaughtExceptionHandler().uncaughtException(thread, thrown);
    }

    private static StoreEngine memory() {
        long bytes = Runtime.getRuntime().maxMemory() / 2;
        MemoryEngine engine = new MemoryEngine(InstantSource.system(), bytes);
        return new StoreEngine("memory, " + (bytes >> 20) + " MiB, gone with the process", engine::open, engine::close);
    }
}
