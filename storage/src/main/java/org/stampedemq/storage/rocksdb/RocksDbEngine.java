package org.stampedemq.storage.rocksdb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.rocksdb.Checkpoint;
import org.rocksdb.RocksDBException;
import org.stampedemq.storage.MessageStore;
import org.stampedemq.storage.StoreException;

/**
 * A durable store on one machine, shared by the doors of any number of owners. Opening reads the heads of all destinations,
 * the references to large records and at most {@link RocksDbSettings#maxWalBytes} of log, and no message.
 *
 * <p>Threads: stampede-committer, which alone writes; stampede-store-reader-1 and so on. If one of them dies, or a write or
 * a sync fails for another reason than a full disk, {@code onFatal} is told, once or more, on that thread: the node should
 * end.
 */
public final class RocksDbEngine implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;

    private final StoreFiles files;
    private final RocksDbSettings settings;
    private final InstantSource clock;
    private final DatabaseHandle handle;
    private final DestinationHeads heads;
    private final Segments segments;
    private final Sequences sequences;
    private final SyncedMark mark;
    private final WriteEncoder encoder;
    private final Rows rows;
    private final ReadPool readers;
    private final Committer committer;
    private final Thread committerThread;
    private final List<MessageStore> doors = new CopyOnWriteArrayList<>();
    private boolean closed;

    private RocksDbEngine(
            StoreFiles files,
            RocksDbSettings settings,
            InstantSource clock,
            LongSupplier nanos,
            Consumer<Throwable> onFatal,
            Opened opened) {
        this.files = files;
        this.settings = settings;
        this.clock = clock;
        this.handle = new DatabaseHandle(files, opened.database);
        this.heads = opened.heads;
        this.segments = opened.segments;
        this.sequences = opened.sequences;
        this.mark = opened.mark;
        this.encoder = opened.encoder;
        this.rows = new Rows(segments, heads);
        this.readers = new ReadPool(settings.readers(), settings.maxQueuedReads(), onFatal);
        Housekeeping housekeeping = new Housekeeping(heads, segments, rows, handle, readers, nanos, this::submit);
        this.committer = new Committer(
                opened.database,
                encoder,
                mark,
                new Space(files, settings, nanos),
                new Pacing(settings.pause().toNanos(), settings.soon().toNanos()),
                nanos,
                this::reopen,
                onFatal,
                housekeeping);
        this.committerThread = new Thread(committer, "stampede-committer");
        committerThread.setDaemon(true);
    }

    private record Opened(
            Database database,
            DestinationHeads heads,
            Segments segments,
            Sequences sequences,
            SyncedMark mark,
            WriteEncoder encoder) {}

    /**
     * Opens the store in a directory, which is made if it is not there.
     *
     * @param clock for expiry and delays of claims
     * @param nanos for the pacing of the committer: System::nanoTime, handed in
     * @param onFatal told when the store can promise nothing any more; must not block
     * @throws StoreException {@code UNAVAILABLE} if the directory is open elsewhere, foreign, or of another layout; {@code
     *     CORRUPT} with the file's name if something that was synced cannot be read; {@code FULL} or {@code BROKEN} if the
     *     disk does not let it
     */
    public static RocksDbEngine open(
            Path directory,
            RocksDbSettings settings,
            InstantSource clock,
            LongSupplier nanos,
            Consumer<Throwable> onFatal)
            throws StoreException {
        StoreFiles files = StoreFiles.open(directory, settings.segmentThresholdBytes());
        Database database = null;
        SyncedMark mark = null;
        try {
            mark = SyncedMark.open(files.synced());
            long synced = mark.read();
            new WalCheck().check(files.rows(), synced);
            database = Database.open(files.rows(), settings);
            Opened opened = load(files, settings, database, mark, synced);
            RocksDbEngine engine = new RocksDbEngine(files, settings, clock, nanos, onFatal, opened);
            engine.committerThread.start();
            return engine;
        } catch (RocksDBException failed) {
            giveUp(files, database, mark);
            throw Database.refusal(directory, failed);
        } catch (IOException failed) {
            giveUp(files, database, mark);
            throw new StoreException(
                    StoreException.Kind.BROKEN, "The store in " + directory + " cannot be opened: " + failed, failed);
        } catch (StoreException refused) {
            giveUp(files, database, mark);
            throw refused;
        }
    }

    private static Opened load(
            StoreFiles files, RocksDbSettings settings, Database database, SyncedMark mark, long synced)
            throws RocksDBException, StoreException, IOException {
        long reached = database.db.getLatestSequenceNumber();
        if (reached < synced) {
            throw new StoreException(
                    StoreException.Kind.CORRUPT,
                    "The logs in " + files.rows() + " end at change " + reached + ", but changes up to " + synced
                            + " were synced. Restore the store from a copy.");
        }
        long life = database.metaNumber(Keys.INCARNATION, 0) + 1;
        database.putMetaNumber(Keys.INCARNATION, life);
        Sequences sequences = new Sequences(life);
        DestinationHeads heads = new DestinationHeads();
        heads.load(database);
        Segments segments = Segments.open(files.segments(), settings.segmentBytes(), database);
        WriteEncoder encoder = new WriteEncoder(database, segments, heads, sequences, files.segmentThresholdBytes());
        encoder.load();
        // both slots, so that their blocks are there before the disk can be full
        mark.write(database.db.getLatestSequenceNumber());
        mark.write(database.db.getLatestSequenceNumber());
        return new Opened(database, heads, segments, sequences, mark, encoder);
    }

    private static void giveUp(StoreFiles files, @Nullable Database database, @Nullable SyncedMark mark) {
        if (database != null) {
            database.close();
        }
        closeMark(mark);
        files.close();
    }

    private static void closeMark(@Nullable SyncedMark mark) {
        try {
            if (mark != null) {
                mark.close();
            }
        } catch (IOException ignored) {
            // it was never synced either
        }
    }

    /** A door for one owner; its stages complete on this executor. */
    public MessageStore open(Executor owner) {
        RocksDbStore door = new RocksDbStore(this, owner, clock);
        doors.add(door);
        return door;
    }

    /** What the committer has done since the start. Any thread. */
    public EngineStats stats() {
        return committer.stats();
    }

    /** Closes the doors, writes what they handed over, and gives the directory back. Not on an owner's executor. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        doors.forEach(MessageStore::close);
        readers.close();
        committer.close();
        try {
            committerThread.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        encoder.close();
        handle.close();
        segments.close();
        closeMark(mark);
        files.close();
    }

    // ---- for the doors

    Committer committer() {
        return committer;
    }

    Sequences sequences() {
        return sequences;
    }

    DestinationHeads heads() {
        return heads;
    }

    Rows rows() {
        return rows;
    }

    ReadPool readers() {
        return readers;
    }

    DatabaseHandle handle() {
        return handle;
    }

    private void submit(Submission submission) {
        committer.submit(submission);
    }

    void forget(MessageStore door) {
        doors.remove(door);
    }

    /** A refusal if more waits for the committer than the bound allows. */
    @Nullable
    StoreException overfull() {
        long queued = committer.queuedBytes();
        return queued <= settings.maxQueuedBytes()
                ? null
                : new StoreException(
                        StoreException.Kind.FULL,
                        "The store is too slow: " + queued + " octets wait to be written, more than the bound of "
                                + settings.maxQueuedBytes() + ".");
    }

    List<String> verify(Database database) throws StoreException {
        return new Verifier(database, files, segments, heads).verify(committer.syncedSequence());
    }

    /** On the committer's thread, so nothing changes meanwhile. The format is written last: without it, it is no store. */
    void checkpoint(Path copy) throws StoreException {
        try {
            Files.createDirectory(copy);
            segments.linkInto(copy.resolve("segments"));
            handle.read(database -> {
                try (Checkpoint checkpoint = Checkpoint.create(database.db)) {
                    checkpoint.createCheckpoint(copy.resolve("rows").toString());
                }
                return true;
            });
            files.writeFormat(copy);
            StoreFiles.syncDirectory(copy);
        } catch (IOException failed) {
            throw new StoreException(
                    StoreException.Kind.UNAVAILABLE, "No copy was made in " + copy + ": " + failed, failed);
        }
    }

    private Database reopen(long syncedSequence) throws StoreException {
        return handle.replace(() -> {
            try {
                new WalCheck().cutAfter(files.rows(), syncedSequence);
                return Database.open(files.rows(), settings);
            } catch (IOException failed) {
                throw new StoreException(
                        StoreException.Kind.BROKEN, "The log in " + files.rows() + " cannot be cut: " + failed, failed);
            }
        });
    }

    /** Waits for an owner; gives up when it takes too long, since an owner that has gone cannot be waited for. */
    void waitFor(CompletableFuture<?> answer) {
        try {
            answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException late) {
            return;
        }
    }
}
