package org.stampedemq.storage.rocksdb;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.stampedemq.storage.StoreException;

/** Engines as tests open them: nothing of the disk kept free, real time for the pacing. */
final class TestEngines {
    private TestEngines() {}

    static RocksDbSettings settings() {
        return RocksDbSettings.defaults().withReserveBytes(0);
    }

    static RocksDbEngine open(Path directory) throws StoreException {
        return open(directory, InstantSource.system());
    }

    static RocksDbEngine open(Path directory, InstantSource clock) throws StoreException {
        return open(directory, clock, settings());
    }

    static RocksDbEngine open(Path directory, InstantSource clock, RocksDbSettings settings) throws StoreException {
        return RocksDbEngine.open(directory, settings, clock, System::nanoTime, fatal -> {});
    }

    static <T> T present(@Nullable T value) {
        return Objects.requireNonNull(value);
    }
}
