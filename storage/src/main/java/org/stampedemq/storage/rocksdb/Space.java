package org.stampedemq.storage.rocksdb;

import java.io.IOException;
import java.nio.file.Files;
import java.util.function.LongSupplier;
import org.stampedemq.storage.StoreException;

/**
 * Whether there is room for more. Refusing in time, while a reserve is still free, is what lets consumers go on and empty
 * the disk. Measures the disk every 100 ms while something is written, and sooner when what was
 * written since could matter. The committer's.
 */
final class Space {
    private static final long MEASURE_NANOS = 100_000_000;
    private static final long MEASURE_BYTES = 1 << 20;
    /** What is written to the log is written once more to a table file, sometimes beside an older one. */
    private static final int AMPLIFICATION = 2;

    private final StoreFiles files;
    private final RocksDbSettings settings;
    private final LongSupplier nanos;
    private long measuredAtNanos;
    private boolean measured;
    private long free;
    private long used;
    private long writtenSince;

    Space(StoreFiles files, RocksDbSettings settings, LongSupplier nanos) {
        this.files = files;
        this.settings = settings;
        this.nanos = nanos;
    }

    /** Refuses so many more octets if they would take the reserve or exceed the bound. */
    void admit(long bytes) throws StoreException, IOException {
        long now = nanos.getAsLong();
        // First of all a look: others write to the same disk, and make room on it.
        if (!measured || now - measuredAtNanos > MEASURE_NANOS) {
            measure(now);
        } else if (exceeds(bytes) && writtenSince > MEASURE_BYTES) {
            measure(now);
        }
        if (exceeds(bytes)) {
            throw new StoreException(
                    StoreException.Kind.FULL,
                    "The store in " + files.directory() + " is full: " + files.bytes() + " octets are used, " + free
                            + " are free on its disk, of which " + settings.reserveBytes()
                            + " are kept. Consume messages, make room, or raise the bound.");
        }
        writtenSince += bytes * AMPLIFICATION;
    }

    private boolean exceeds(long bytes) {
        return free - writtenSince - bytes < settings.reserveBytes()
                || (bounded() && used + writtenSince + bytes > settings.maxBytes());
    }

    private boolean bounded() {
        return settings.maxBytes() != Long.MAX_VALUE;
    }

    /** Whether enough is free to open RocksDB again after it met the end of the disk. */
    boolean enoughToRecover() throws IOException {
        long now = nanos.getAsLong();
        if (now - measuredAtNanos < MEASURE_NANOS) {
            return false;
        }
        measure(now);
        return free > Math.max(settings.reserveBytes(), 8L << 20);
    }

    private void measure(long now) throws IOException {
        measured = true;
        measuredAtNanos = now;
        writtenSince = 0;
        free = Files.getFileStore(files.directory()).getUsableSpace();
        // Adding up all files is worth it only if their sum counts.
        used = bounded() ? files.bytes() : 0;
    }
}
