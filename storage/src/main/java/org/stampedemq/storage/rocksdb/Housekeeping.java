package org.stampedemq.storage.rocksdb;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stampedemq.storage.Message;
import org.stampedemq.storage.StoreException;

/**
 * What is done about the leftovers of removals: one range deletion for about 100,000 messages removed below the low-water
 * mark, moving what is live out of segment files that are three quarters dead, and compacting when the
 * store is full. Looks around on a reader's thread, one
 * job at a time, and changes only through the committer, which checks again.
 */
final class Housekeeping {
    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
    private static final int RESIDENTS = 64;
    private static final long COMPACT_NANOS = 5_000_000_000L;

    /** Hands a change to the committer. */
    @FunctionalInterface
    interface Changes {
        void submit(Submission submission);
    }

    private record Copy(Rows.Resident from, Message message) {}

    private final DestinationHeads heads;
    private final Segments segments;
    private final Rows rows;
    private final DatabaseHandle handle;
    private final ReadPool readers;
    private final Changes changes;
    private final LongSupplier nanos;
    private final AtomicBoolean moving = new AtomicBoolean();
    private final AtomicBoolean compacting = new AtomicBoolean();
    private long compactedAtNanos;
    private boolean compacted;

    Housekeeping(
            DestinationHeads heads,
            Segments segments,
            Rows rows,
            DatabaseHandle handle,
            ReadPool readers,
            LongSupplier nanos,
            Changes changes) {
        this.heads = heads;
        this.segments = segments;
        this.rows = rows;
        this.handle = handle;
        this.readers = readers;
        this.nanos = nanos;
        this.changes = changes;
    }

    /** The committer's, after each group. */
    void afterGroup() {
        for (String destination : heads.takeRipe()) {
            look(() -> forgetBelow(destination));
        }
        if (!moving.get()) {
            long segment = segments.mostlyDead();
            if (segment != 0 && moving.compareAndSet(false, true) && !look(() -> move(segment))) {
                moving.set(false);
            }
        }
    }

    /**
     * The committer's, when it had to refuse: what was removed gives its room back only when tables are rewritten, and
     * with nothing new to write nothing would cause that. At most every five seconds.
     */
    void full() {
        long now = nanos.getAsLong();
        if ((!compacted || now - compactedAtNanos > COMPACT_NANOS) && compacting.compareAndSet(false, true)) {
            compacted = true;
            compactedAtNanos = now;
            if (!look(this::compact)) {
                compacting.set(false);
            }
        }
    }

    private void compact() throws StoreException {
        try {
            handle.read(database -> {
                database.compact();
                return true;
            });
        } finally {
            compacting.set(false);
        }
    }

    private boolean look(Job job) {
        try {
            readers.submit(() -> {
                try {
                    job.run();
                } catch (StoreException failed) {
                    moving.set(false);
                    LOG.warn("Tidying up the store failed: {}", failed.getMessage());
                }
            });
            return true;
        } catch (StoreException busy) {
            LOG.debug("Tidying up later: {}", busy.getMessage());
            return false;
        }
    }

    @FunctionalInterface
    private interface Job {
        void run() throws StoreException;
    }

    private void forgetBelow(String destination) throws StoreException {
        Head head = heads.find(destination);
        if (head != null) {
            long below = head.lowWater();
            if (handle.read(database -> rows.nothingBelow(database, head, below))) {
                changes.submit(Submission.upkeep(
                        done -> {}, encoder -> encoder.forgetBelow(destination, below, head.lowerings())));
            }
        }
    }

    private void move(long segment) throws StoreException {
        List<Copy> copies = new ArrayList<>();
        for (Rows.Resident resident : handle.read(database -> rows.residents(database, segment, RESIDENTS))) {
            byte[] record = segments.read(resident.reference(), resident.destination(), resident.sequence());
            if (record != null) {
                copies.add(new Copy(resident, Message.ofRecord("", resident.sequence(), record)));
            }
        }
        if (copies.isEmpty()) {
            moving.set(false);
            // an empty group, after which the next file is looked for
            changes.submit(Submission.upkeep(done -> {}, encoder -> {}));
            return;
        }
        changes.submit(Submission.upkeep(done -> moveOn(segment, done.get(0).refusal == null), encoder -> {
            for (Copy copy : copies) {
                encoder.relocate(
                        copy.from.destination(), copy.from.sequence(), copy.from.reference(), copy.message.octets());
            }
        }));
    }

    private void moveOn(long segment, boolean moved) {
        if (!moved || !look(() -> move(segment))) {
            moving.set(false);
        }
    }
}
