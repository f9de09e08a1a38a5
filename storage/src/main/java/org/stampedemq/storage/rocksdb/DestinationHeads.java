package org.stampedemq.storage.rocksdb;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.stampedemq.storage.StoreException;

/**
 * The heads of all destinations in memory: what was committed, for any thread; what the group under way changes, for the
 * committer alone. A head costs about 200 octets; when more than 20,000 are known, and twice as many as there were after
 * the last time, those of destinations that hold nothing are forgotten.
 */
final class DestinationHeads {
    private static final int SWEEP_FROM = 20_000;
    private static final int RIPE_REMOVALS = 100_000;

    /** A head while a group is encoded. */
    static final class Staged {
        final int id;
        final String name;
        final boolean fresh;
        long messages;
        long bytes;
        long delayed;
        long lowWater;
        long handedOutUpTo;
        int lowerings;
        int removals;

        private Staged(Head head, boolean fresh) {
            this.id = head.id();
            this.name = head.name();
            this.fresh = fresh;
            messages = head.messages();
            bytes = head.bytes();
            delayed = head.delayed();
            lowWater = head.lowWater();
            handedOutUpTo = head.handedOutUpTo();
            lowerings = head.lowerings();
            removals = head.removals();
        }

        private Head head() {
            return new Head(id, name, messages, bytes, delayed, lowWater, handedOutUpTo, lowerings, removals);
        }

        /** A row was added below the mark: nothing may be concluded from the mark any more. */
        void stored(long sequence) {
            if (sequence < lowWater) {
                lowWater = sequence;
                lowerings++;
            }
        }
    }

    private final Map<String, Head> committed = new ConcurrentHashMap<>();
    private final Map<Integer, String> names = new ConcurrentHashMap<>();
    private final Map<String, Staged> staged = new HashMap<>();
    private final List<Head> forgotten = new ArrayList<>();
    private final List<String> ripe = new ArrayList<>();
    private int nextId;
    private int sweepAt = SWEEP_FROM;

    /** Reads all heads; their number, not that of the messages, decides how long it takes. */
    void load(Database database) throws RocksDBException, StoreException {
        nextId = (int) database.metaNumber(Keys.NEXT_DESTINATION, 1);
        try (RocksIterator rows = database.db.newIterator(database.names)) {
            for (rows.seekToFirst(); rows.isValid(); rows.next()) {
                names.put(ByteBuffer.wrap(rows.key()).getInt(), new String(rows.value(), StandardCharsets.UTF_8));
            }
            rows.status();
        }
        try (RocksIterator rows = database.db.newIterator(database.heads)) {
            for (rows.seekToFirst(); rows.isValid(); rows.next()) {
                int id = ByteBuffer.wrap(rows.key()).getInt();
                String name = names.get(id);
                if (name == null) {
                    throw new StoreException(
                            StoreException.Kind.CORRUPT,
                            "The store has a destination without a name, number " + id + ". Restore it from a copy.");
                }
                committed.put(name, Head.of(id, name, rows.value()));
            }
            rows.status();
        }
    }

    // ---- any thread's

    @Nullable
    Head find(String name) {
        return committed.get(name);
    }

    /** The name under an id; null if it is not committed yet, or forgotten. */
    @Nullable
    String name(int id) {
        return names.get(id);
    }

    List<String> holding() {
        List<String> holding = new ArrayList<>();
        committed.values().forEach(head -> {
            if (!head.holdsNothing()) {
                holding.add(head.name());
            }
        });
        return holding;
    }

    // ---- the committer's

    /** The head for this group; made if there is none. */
    Staged stage(String name) {
        Staged found = stageIfKnown(name);
        if (found == null) {
            found = new Staged(Head.fresh(nextId++, name), true);
            staged.put(name, found);
        }
        return found;
    }

    /** The head for this group; null if the destination is not known. */
    @Nullable
    Staged stageIfKnown(String name) {
        Staged found = staged.get(name);
        if (found == null) {
            Head head = committed.get(name);
            if (head != null) {
                found = new Staged(head, false);
                staged.put(name, found);
            }
        }
        return found;
    }

    /**
     * Puts what changed into the group.
     *
     * @param lastSequence the last sequence that was given: a mark above it must not be forgotten
     */
    void encode(Database database, WriteBatch batch, long lastSequence) throws RocksDBException {
        boolean fresh = false;
        for (Staged changed : staged.values()) {
            byte[] key = Keys.destination(changed.id);
            if (changed.fresh) {
                batch.put(database.names, key, changed.name.getBytes(StandardCharsets.UTF_8));
                fresh = true;
            }
            batch.put(database.heads, key, changed.head().octets());
        }
        if (fresh) {
            batch.put(database.meta, Keys.NEXT_DESTINATION, Database.number(nextId));
        }
        if (committed.size() > sweepAt) {
            for (Head head : committed.values()) {
                if (head.holdsNothing() && head.handedOutUpTo() <= lastSequence && !staged.containsKey(head.name())) {
                    forgotten.add(head);
                    batch.delete(database.names, Keys.destination(head.id()));
                    batch.delete(database.heads, Keys.destination(head.id()));
                }
            }
        }
    }

    void commit() {
        for (Staged changed : staged.values()) {
            if (changed.removals >= RIPE_REMOVALS && changed.lowWater > 0) {
                changed.removals = 0;
                ripe.add(changed.name);
            }
            names.putIfAbsent(changed.id, changed.name);
            committed.put(changed.name, changed.head());
        }
        staged.clear();
        if (!forgotten.isEmpty() || committed.size() > sweepAt) {
            for (Head head : forgotten) {
                committed.remove(head.name());
                names.remove(head.id());
            }
            forgotten.clear();
            sweepAt = Math.max(SWEEP_FROM, 2 * committed.size());
        }
    }

    /** Destinations of which so much was removed that what is left of it should go from the tables; each once. */
    List<String> takeRipe() {
        if (ripe.isEmpty()) {
            return List.of();
        }
        List<String> taken = List.copyOf(ripe);
        ripe.clear();
        return taken;
    }

    void rollback() {
        staged.clear();
        forgotten.clear();
    }
}
