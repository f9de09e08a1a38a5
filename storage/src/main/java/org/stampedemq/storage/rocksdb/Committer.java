package org.stampedemq.storage.rocksdb;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stampedemq.storage.StoreException;

/**
 * The one thread that writes. What was handed over during the last sync becomes the next group: one write, one sync, then
 * one answer to each owner.
 *
 * <pre>
 *   running ──disk full──► full ──room again, RocksDB opened anew──► running
 *      └──────── any other failure of a write or a sync ────────► broken      (for good)
 * </pre>
 *
 * Full refuses what it got and goes on trying; broken refuses everything as {@link StoreException.Kind#BROKEN}: the same
 * pages are never synced a second time.
 */
final class Committer implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Committer.class);
    private static final int MAX_GROUP_CHANGES = 8_192;
    private static final long MAX_GROUP_BYTES = 8L << 20;

    /** Opens RocksDB again without what was refused. */
    @FunctionalInterface
    interface Recovery {
        Database reopen(long syncedSequence) throws StoreException, IOException;
    }

    private final SubmissionQueue queue = new SubmissionQueue();
    private final ArrayDeque<Submission> waiting = new ArrayDeque<>();
    private final List<Submission> group = new ArrayList<>();
    private final WriteEncoder encoder;
    private final SyncedMark mark;
    private final Space space;
    private final Pacing pacing;
    private final LongSupplier nanos;
    private final Recovery recovery;
    private final Consumer<Throwable> onFatal;
    private final Housekeeping housekeeping;
    private final AtomicLong groups = new AtomicLong();
    private final AtomicLong changes = new AtomicLong();
    private Database database;
    private volatile long syncedSequence;
    private long soonSinceNanos;
    private @Nullable StoreException full;
    private volatile @Nullable StoreException broken;
    private volatile boolean closing;
    private volatile boolean hurry;
    private volatile boolean ended;

    Committer(
            Database database,
            WriteEncoder encoder,
            SyncedMark mark,
            Space space,
            Pacing pacing,
            LongSupplier nanos,
            Recovery recovery,
            Consumer<Throwable> onFatal,
            Housekeeping housekeeping) {
        this.database = database;
        this.encoder = encoder;
        this.mark = mark;
        this.space = space;
        this.pacing = pacing;
        this.nanos = nanos;
        this.recovery = recovery;
        this.onFatal = onFatal;
        this.housekeeping = housekeeping;
        this.syncedSequence = database.db.getLatestSequenceNumber();
    }

    // ---- any thread's

    void submit(Submission submission) {
        queue.push(submission);
        if (ended) {
            refuseLeft();
        }
    }

    long queuedBytes() {
        return queue.bytes();
    }

    /** Lets what waits without urgency go now. */
    void nudge() {
        hurry = true;
        queue.wake();
    }

    /** What has been written so far: groups (each one sync) and changes. */
    EngineStats stats() {
        return new EngineStats(groups.get(), changes.get(), queue.bytes());
    }

    /** Ends when everything handed over is answered. */
    void close() {
        closing = true;
        queue.wake();
    }

    // ---- its own

    @Override
    public void run() {
        queue.taker(Thread.currentThread());
        try {
            while (gather()) {
                form();
                commit();
                answer();
            }
        } catch (Throwable fatal) {
            StoreException failure =
                    new StoreException(StoreException.Kind.BROKEN, "The committer of the store died: " + fatal, fatal);
            broken = failure;
            onFatal.accept(fatal);
            group.addAll(waiting);
            group.forEach(submission -> submission.refusal = failure);
            answer();
        }
        ended = true;
        refuseLeft();
    }

    /** What is handed over after the end is told so, by whoever notices. */
    private synchronized void refuseLeft() {
        StoreException failure = broken;
        if (failure == null) {
            failure = new StoreException(StoreException.Kind.CLOSED, "The store is closed.");
        }
        for (Submission left = queue.takeAll(); left != null; left = left.next) {
            left.refusal = failure;
            left.answers.done(List.of(left));
        }
    }

    @Nullable
    StoreException broken() {
        return broken;
    }

    /** Everything up to this sequence number of RocksDB is synced. */
    long syncedSequence() {
        return syncedSequence;
    }

    /** Waits until a group should begin; false to end. */
    private boolean gather() {
        while (true) {
            boolean hurried = hurry;
            hurry = false;
            take();
            if (waiting.isEmpty()) {
                if (closing) {
                    return false;
                }
                queue.sleep(1, true, 0);
                continue;
            }
            int urgent = queue.urgentWeight();
            long now = nanos.getAsLong();
            long wait = urgent > 0 ? pacing.wait(urgent, now) : pacing.waitSoon(soonSinceNanos, now);
            if (wait == 0 || hurried || closing || waiting.size() >= MAX_GROUP_CHANGES) {
                return true;
            }
            queue.sleep(urgent > 0 ? pacing.enough() : 1, false, wait);
        }
    }

    private void take() {
        Submission taken = queue.takeAll();
        if (taken != null && waiting.isEmpty()) {
            soonSinceNanos = nanos.getAsLong();
        }
        while (taken != null) {
            Submission next = taken.next;
            taken.next = null;
            waiting.add(taken);
            taken = next;
        }
    }

    /** Takes from what waits as much as a group may hold; a task is a group of its own. */
    private void form() {
        long bytes = 0;
        int weight = 0;
        for (Submission head = waiting.peek(); head != null; head = waiting.peek()) {
            boolean tooMuch = weight + head.weight() > MAX_GROUP_CHANGES
                    || bytes + head.batch.bytes() > MAX_GROUP_BYTES
                    || head.task != null;
            if (tooMuch && !group.isEmpty()) {
                return;
            }
            waiting.remove();
            queue.grouped(head);
            group.add(head);
            weight += head.weight();
            bytes += head.batch.bytes();
            if (head.task != null) {
                return;
            }
        }
    }

    private void commit() {
        StoreException refused = broken;
        try {
            if (refused == null) {
                recover();
                Submission only = group.get(0);
                if (only.task != null) {
                    only.task.run();
                } else {
                    write();
                }
            }
        } catch (StoreException failed) {
            refused = failed;
        } catch (RocksDBException failed) {
            refused = refused(Database.refusal(mark.file(), failed));
        } catch (IOException failed) {
            boolean noSpace = String.valueOf(failed.getMessage()).contains("No space left");
            refused = refused(new StoreException(
                    noSpace ? StoreException.Kind.FULL : StoreException.Kind.BROKEN,
                    "Writing the store failed: " + failed + (noSpace ? ". Make room; nothing is lost." : ""),
                    failed));
        }
        if (refused != null) {
            for (Submission submission : group) {
                submission.refusal = submission.refusal == null ? refused : submission.refusal;
            }
        }
    }

    private void write() throws RocksDBException, IOException {
        encoder.begin();
        int urgent = 0;
        for (Submission submission : group) {
            if (admitted(submission)) {
                encoder.encode(submission.batch);
                Submission.Upkeep upkeep = submission.upkeep;
                if (upkeep != null) {
                    upkeep.encode(encoder);
                }
            }
            urgent += submission.urgent() ? submission.weight() : 0;
            changes.addAndGet(submission.batch.changes().size());
        }
        WriteBatch write = encoder.end();
        if (write != null) {
            database.write(write);
            syncedSequence = database.db.getLatestSequenceNumber();
            mark();
            groups.incrementAndGet();
        }
        encoder.commit();
        pacing.synced(urgent, queue.urgentWeight(), nanos.getAsLong());
        housekeeping.afterGroup();
    }

    /** An old mark is a weaker check at the next start, and no reason to refuse what is durable. */
    private void mark() {
        try {
            mark.write(syncedSequence);
        } catch (IOException failed) {
            LOG.warn("The file {} cannot be written: {}", mark.file(), failed.toString());
        }
    }

    private boolean admitted(Submission submission) throws IOException {
        long bytes = submission.batch.bytes();
        if (bytes > 0) {
            try {
                space.admit(bytes);
            } catch (StoreException noRoom) {
                submission.refusal = noRoom;
                housekeeping.full();
                return false;
            }
        }
        return true;
    }

    /** A write failed: nothing of the group took effect, and the state says whether there will be another. */
    private StoreException refused(StoreException failure) {
        encoder.rollback();
        if (failure.kind() == StoreException.Kind.FULL) {
            LOG.warn("{}", failure.getMessage());
            full = failure;
            return failure;
        }
        LOG.error("The store is broken and refuses everything from now on", failure);
        StoreException forGood = new StoreException(
                StoreException.Kind.BROKEN, failure.getMessage() == null ? "broken" : failure.getMessage(), failure);
        broken = forGood;
        onFatal.accept(forGood);
        return forGood;
    }

    /** After the disk was full: opens RocksDB anew as soon as there is room, without what was refused. */
    private void recover() throws StoreException, IOException {
        StoreException reason = full;
        if (reason != null) {
            if (!space.enoughToRecover()) {
                throw reason;
            }
            database = recovery.reopen(syncedSequence);
            encoder.use(database);
            full = null;
            LOG.info("There is room again; the store goes on");
        }
    }

    private void answer() {
        Map<Answers, List<Submission>> byOwner = new HashMap<>();
        for (Submission submission : group) {
            queue.answered(submission);
            byOwner.computeIfAbsent(submission.answers, a -> new ArrayList<>()).add(submission);
        }
        group.clear();
        byOwner.forEach(Answers::done);
    }
}
