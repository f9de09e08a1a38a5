package org.stampedemq.app.node;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
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
     * Reads everything and compares checksums; returns what is wrong. Blocks, minutes for a large store. The caller's
     * thread is the store's owner meanwhile.
     *
     * @throws StartException if a node runs there, or the store cannot be opened; the message names the file
     */
    public static List<String> verify(Path data, InstantSource clock) throws StartException, InterruptedException {
        BlockingQueue<Runnable> turns = new LinkedBlockingQueue<>();
        BlockingQueue<Throwable> fatal = new LinkedBlockingQueue<>();
        LongSupplier nanos = () -> TimeUnit.MILLISECONDS.toNanos(clock.millis());
        try (DataDirectory held = DataDirectory.lock(data);
                RocksDbEngine engine = RocksDbEngine.open(
                        held.path().resolve("store"), RocksDbSettings.defaults(), clock, nanos, fatal::add);
                MessageStore store = engine.open(turns::add)) {
            var verified = store.verify().toCompletableFuture();
            while (!verified.isDone() && fatal.isEmpty()) {
                Runnable turn = turns.poll(100, TimeUnit.MILLISECONDS);
                if (turn != null) {
                    turn.run();
                }
            }
            if (!verified.isDone()) {
                throw new StartException("The store in " + data + " broke while it was read.", fatal.take());
            }
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
