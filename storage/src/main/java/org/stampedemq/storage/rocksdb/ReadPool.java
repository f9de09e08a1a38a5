package org.stampedemq.storage.rocksdb;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.stampedemq.storage.StoreException;

/**
 * The threads that read. They keep nothing: what they read goes to the owner that asked. So many reads may wait; one more is
 * refused as unavailable, and its owner asks again when it likes.
 */
final class ReadPool implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;

    private final ThreadPoolExecutor readers;

    ReadPool(int threads, int maxWaiting, Consumer<Throwable> onFatal) {
        AtomicInteger number = new AtomicInteger();
        readers = new ThreadPoolExecutor(
                threads, threads, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(maxWaiting), work -> {
                    Thread reader = new Thread(work, "stampede-store-reader-" + number.incrementAndGet());
                    reader.setDaemon(true);
                    reader.setUncaughtExceptionHandler((thread, fatal) -> onFatal.accept(fatal));
                    return reader;
                });
    }

    void submit(Runnable read) throws StoreException {
        try {
            readers.execute(read);
        } catch (RejectedExecutionException tooMany) {
            throw readers.isShutdown()
                    ? new StoreException(StoreException.Kind.CLOSED, "The store is closed.")
                    : new StoreException(
                            StoreException.Kind.UNAVAILABLE,
                            "Too many reads wait for the store: "
                                    + readers.getQueue().size() + ".");
        }
    }

    /** Lets what was submitted end. */
    @Override
    public void close() {
        readers.shutdown();
        try {
            if (!readers.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                readers.shutdownNow();
            }
        } catch (InterruptedException interrupted) {
            readers.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
