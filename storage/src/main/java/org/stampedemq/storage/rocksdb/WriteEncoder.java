package org.stampedemq.storage.rocksdb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.stampedemq.storage.Batch;
import org.stampedemq.storage.Message;

/**
 * Turns a group of batches into one write of RocksDB, and keeps what is known in memory in step with it. Everything it
 * changes in memory is taken back if the group is refused.
 *
 * <p>Whether a row is there is known from {@link LiveSequences} for what was stored in this life. For the rest, which are
 * the backlog of an earlier life and each of which is removed once, the row is looked up: about 2 µs. Owned by the
 * committer.
 */
final class WriteEncoder {
    private record Row(int destination, long sequence) {}

    private record Known(long sequence, int place) {}

    private static final byte[] NOTHING = new byte[0];

    private final Segments segments;
    private final DestinationHeads heads;
    private final LiveSequences live;
    private final Sequences sequences;
    private final int segmentThreshold;
    private final WriteBatch write = new WriteBatch();
    private final byte[] key = new byte[Keys.ROW_OCTETS];
    private final Set<Row> failing = new HashSet<>();

    private final List<Known> before = new ArrayList<>();
    private final Map<Row, Integer> lookedUp = new HashMap<>();
    private final Map<Row, Boolean> failingChanged = new HashMap<>();
    private final Map<Row, Reference> references = new HashMap<>();
    private final List<Reference> appended = new ArrayList<>();
    private final List<Reference> died = new ArrayList<>();
    private Database database;

    WriteEncoder(
            Database database, Segments segments, DestinationHeads heads, Sequences sequences, int segmentThreshold) {
        this.database = database;
        this.segments = segments;
        this.heads = heads;
        this.sequences = sequences;
        this.live = new LiveSequences(sequences.first());
        this.segmentThreshold = segmentThreshold;
    }

    /** Reads which messages have failures, since their removal must forget them. */
    void load() throws RocksDBException {
        try (RocksIterator rows = database.db.newIterator(database.failures)) {
            for (rows.seekToFirst(); rows.isValid(); rows.next()) {
                failing.add(new Row(Keys.destinationOf(rows.key()), Keys.sequenceOf(rows.key())));
            }
            rows.status();
        }
    }

    /** RocksDB was opened anew after the disk was full. */
    void use(Database opened) {
        database = opened;
    }

    void begin() {
        write.clear();
    }

    /** Adds a batch to the group. */
    void encode(Batch batch) throws RocksDBException, IOException {
        for (Batch.Change change : batch.changes()) {
            if (change instanceof Batch.Store store) {
                store(store.message());
            } else if (change instanceof Batch.Remove remove) {
                remove(remove);
            } else if (change instanceof Batch.Failed failed) {
                failed(failed);
            } else if (change instanceof Batch.HandedOut handedOut) {
                heads.stage(handedOut.destination()).handedOutUpTo = handedOut.upToSequence();
            } else if (change instanceof Batch.LowWater lowWater) {
                DestinationHeads.Staged head = heads.stage(lowWater.destination());
                head.lowWater = Math.max(head.lowWater, lowWater.sequence());
            }
        }
    }

    private void store(Message message) throws RocksDBException, IOException {
        DestinationHeads.Staged head = heads.stage(message.destination());
        long sequence = message.sequence();
        int found = place(head.id, sequence);
        if (found == head.id || found == ~head.id) {
            return;
        }
        long due = message.dueAtMillis();
        long expires = message.expiresAtMillis();
        Keys.row(key, head.id, sequence);
        byte[] value = message.octets();
        if (value.length > segmentThreshold) {
            Reference reference = segments.append(head.id, sequence, value);
            appended.add(reference);
            references.put(new Row(head.id, sequence), reference);
            write.put(database.references, key, reference.octets());
            value = Reference.stub(value.length);
        }
        if (due == 0) {
            write.put(database.messages, key, value);
            head.messages++;
            head.bytes += message.size();
        } else {
            write.put(database.delayed, key, value);
            write.put(database.due, Keys.moment(due, head.id, sequence), NOTHING);
            head.delayed++;
        }
        if (expires != 0) {
            write.put(database.expiry, Keys.moment(expires, head.id, sequence), NOTHING);
        }
        head.stored(sequence);
        place(head.id, sequence, due == 0 ? head.id : ~head.id);
    }

    private void remove(Batch.Remove remove) throws RocksDBException {
        DestinationHeads.Staged head = heads.stageIfKnown(remove.destination());
        long sequence = remove.sequence();
        boolean delayed = remove.dueAtMillis() != 0;
        if (head == null || place(head.id, sequence) != (delayed ? ~head.id : head.id)) {
            return;
        }
        Keys.row(key, head.id, sequence);
        if (delayed) {
            write.singleDelete(database.delayed, key);
            write.singleDelete(database.due, Keys.moment(remove.dueAtMillis(), head.id, sequence));
            head.delayed--;
        } else {
            write.singleDelete(database.messages, key);
            head.messages--;
            head.bytes -= remove.size();
            head.removals++;
        }
        if (remove.expiresAtMillis() != 0) {
            write.singleDelete(database.expiry, Keys.moment(remove.expiresAtMillis(), head.id, sequence));
        }
        if (remove.size() > segmentThreshold) {
            forgetReference(head.id, sequence);
        }
        if (!failing.isEmpty() || !failingChanged.isEmpty()) {
            Row row = new Row(head.id, sequence);
            if (failing.contains(row) || failingChanged.containsKey(row)) {
                write.delete(database.failures, key);
                failingChanged.put(row, false);
            }
        }
        place(head.id, sequence, LiveSequences.ABSENT);
    }

    private void forgetReference(int destination, long sequence) throws RocksDBException {
        Reference reference = references.remove(new Row(destination, sequence));
        if (reference == null) {
            byte[] value = database.db.get(database.references, key);
            reference = value == null ? null : Reference.of(value);
        }
        if (reference != null) {
            write.delete(database.references, key);
            segments.dead(reference);
            died.add(reference);
        }
    }

    private void failed(Batch.Failed failed) throws RocksDBException {
        DestinationHeads.Staged head = heads.stageIfKnown(failed.destination());
        if (head == null) {
            return;
        }
        int found = place(head.id, failed.sequence());
        if (found == head.id || found == ~head.id) {
            Keys.row(key, head.id, failed.sequence());
            byte[] value = ByteBuffer.allocate(12)
                    .putInt(failed.failures())
                    .putLong(failed.notBeforeMillis())
                    .array();
            write.put(database.failures, key, value);
            failingChanged.put(new Row(head.id, failed.sequence()), true);
        }
    }

    /** Everything of a destination below a sequence is gone: removes what is left of the removals. */
    void forgetBelow(String destination, long sequence, int lowerings) throws RocksDBException {
        DestinationHeads.Staged head = heads.stageIfKnown(destination);
        if (head != null && head.lowerings == lowerings && head.lowWater >= sequence) {
            write.deleteRange(database.messages, Keys.row(head.id, 0), Keys.row(head.id, sequence));
        }
    }

    /** A record was copied to the end of the segments; nothing happens if it moved or went meanwhile. */
    void relocate(int destination, long sequence, Reference from, byte[] record) throws RocksDBException, IOException {
        int found = place(destination, sequence);
        Row row = new Row(destination, sequence);
        if ((found != destination && found != ~destination) || references.containsKey(row)) {
            // removed, or stored anew, by a batch before it in this very group
            return;
        }
        Keys.row(key, destination, sequence);
        byte[] value = database.db.get(database.references, key);
        if (value != null && Reference.of(value).equals(from)) {
            Reference to = segments.append(destination, sequence, record);
            appended.add(to);
            references.put(row, to);
            write.put(database.references, key, to.octets());
            segments.dead(from);
            died.add(from);
        }
    }

    /** Ends the group: syncs the records in segments and returns what RocksDB must write; null if nothing is to write. */
    @Nullable
    WriteBatch end() throws RocksDBException, IOException {
        heads.encode(database, write, sequences.lastGiven());
        long life = sequences.toReserve();
        if (life != 0) {
            write.put(database.meta, Keys.INCARNATION, Database.number(life));
        }
        segments.sync();
        return write.count() == 0 ? null : write;
    }

    /** The group is durable. */
    void commit() {
        heads.commit();
        long life = sequences.toReserve();
        if (life != 0) {
            sequences.reserved(life);
        }
        failingChanged.forEach((row, fails) -> {
            if (fails) {
                failing.add(row);
            } else {
                failing.remove(row);
            }
        });
        boolean lighter = !died.isEmpty();
        clear();
        if (lighter) {
            segments.deleteWorthless();
        }
    }

    /** The group did not take effect. */
    void rollback() {
        heads.rollback();
        for (int i = before.size() - 1; i >= 0; i--) {
            live.put(before.get(i).sequence, before.get(i).place);
        }
        died.forEach(segments::revived);
        appended.forEach(segments::dead);
        clear();
    }

    private void clear() {
        live.trim();
        before.clear();
        lookedUp.clear();
        failingChanged.clear();
        references.clear();
        appended.clear();
        died.clear();
    }

    private int place(int destination, long sequence) throws RocksDBException {
        if (live.knows(sequence)) {
            return live.place(sequence);
        }
        Row row = new Row(destination, sequence);
        Integer found = lookedUp.get(row);
        if (found == null) {
            byte[] rowKey = Keys.row(destination, sequence);
            if (contains(database.messages, rowKey)) {
                found = destination;
            } else {
                found = contains(database.delayed, rowKey) ? ~destination : LiveSequences.ABSENT;
            }
            lookedUp.put(row, found);
        }
        return found;
    }

    private boolean contains(ColumnFamilyHandle family, byte[] rowKey) throws RocksDBException {
        return database.contains(family, rowKey);
    }

    private void place(int destination, long sequence, int place) {
        if (live.knows(sequence)) {
            before.add(new Known(sequence, live.place(sequence)));
            live.put(sequence, place);
        } else {
            lookedUp.put(new Row(destination, sequence), place);
        }
    }

    void close() {
        write.close();
    }
}
