package org.stampedemq.app.node;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.stampedemq.storage.MessageStore;
import org.stampedemq.storage.StoreException;
import org.stampedemq.storage.rocksdb.RocksDbEngine;
import org.stampedemq.storage.rocksdb.RocksDbSettings;

/** The messages of a node that does not run. */
public final class StoppedStore {
    private StoppedStore() {}

    /**
     * Reads everything and compares checksums; returns what is wrong. Blocks, minutes for a large store.
     *
     * @throws StartException if a node runs there, or the store cannot be opened; the message names the file
     */
    public static List<String> verify(Path data, InstantSource clock) throws StartException, InterruptedException {
        CompletableFuture<List<String>> verified = new CompletableFuture<>();
        LongSupplier nanos = () -> TimeUnit.MILLISECONDS.toNanos(clock.millis());
        // Nobody owns anything here, so that stages may complete wherever the engine completes them.
        try (DataDirectory held = DataDirectory.lock(data);
                RocksDbEngine engine = RocksDbEngine.open(
                        held.path().resolve("store"),
                        RocksDbSettings.defaults(),
                        clock,
                        nanos,
                        verified::completeExceptionally);
                MessageStore store = engine.open(Runnable::run)) {
            store.verify().whenComplete((wrong, failure) -> {
                if (failure == null) {
                    verified.complete(wrong);
                } else {
                    verified.completeExceptionally(failure);
                }
            });
            return verified.get();
        } catch (ExecutionException e) {
            throw new StartException(
                    String.valueOf(e.getCause() == null ? e : e.getCause().getMessage()), e);
        } catch (StoreException e) {
            throw new StartException(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new StartException("The data directory " + data + " cannot be released: " + e.getMessage() + ".", e);
        }
    }
}
