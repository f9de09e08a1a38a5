package org.stampedemq.broker;

import java.time.InstantSource;
import org.stampedemq.storage.StoreException;
import org.stampedemq.storage.memory.MemoryEngine;

/** Opens the engine that the settings name. */
final class StoreEngines {
    private StoreEngines() {}

    static StoreEngine open(BrokerSettings settings) throws StoreException {
        return switch (settings.store()) {
            case "memory" -> memory();
            default ->
                throw new StoreException(
                        StoreException.Kind.UNAVAILABLE,
                        "Unknown store \"" + settings.store() + "\": use rocksdb or memory.");
        };
    }

    private static StoreEngine memory() {
        long bytes = Runtime.getRuntime().maxMemory() / 2;
        MemoryEngine engine = new MemoryEngine(InstantSource.system(), bytes);
        return new StoreEngine("memory, " + (bytes >> 20) + " MiB, gone with the process", engine::open, engine::close);
    }
}
