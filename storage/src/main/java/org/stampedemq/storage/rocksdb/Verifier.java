package org.stampedemq.storage.rocksdb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Snapshot;
import org.stampedemq.storage.StoreException;

/**
 * Reads everything of a store as of one moment and says what is wrong: checksums of table files, of the log up to its last
 * sync, of records in segments; counts in heads against the rows; references without a record and rows without a reference.
 * Others may read and write meanwhile.
 */
final class Verifier {
    private static final class Sum {
        private long messages;
        private long bytes;
        private long delayed;
    }

    private final Database database;
    private final StoreFiles files;
    private final Segments segments;
    private final DestinationHeads heads;
    private final List<String> wrong = new ArrayList<>();
    private final Map<Integer, Sum> sums = new HashMap<>();

    Verifier(Database database, StoreFiles files, Segments segments, DestinationHeads heads) {
        this.database = database;
        this.files = files;
        this.segments = segments;
        this.heads = heads;
    }

    List<String> verify(long synced) throws StoreException {
        Snapshot snapshot = database.db.getSnapshot();
        try (ReadOptions options =
                new ReadOptions().setSnapshot(snapshot).setVerifyChecksums(true).setFillCache(false)) {
            wrong.addAll(new WalCheck().verify(files.rows(), synced));
            tables();
            rows(options, database.messages, false);
            rows(options, database.delayed, true);
            for (ColumnFamilyHandle index : List.of(database.names, database.due, database.expiry, database.failures)) {
                plain(options, index);
            }
            references(options);
            heads(options);
        } catch (IOException failed) {
            wrong.add("The files of the store cannot be read: " + failed);
        } finally {
            database.db.releaseSnapshot(snapshot);
            snapshot.close();
        }
        return List.copyOf(wrong);
    }

    private void tables() {
        try {
            database.db.verifyChecksum();
        } catch (RocksDBException damaged) {
            wrong.add(String.valueOf(damaged.getMessage()));
        }
    }

    private void rows(ReadOptions options, ColumnFamilyHandle family, boolean delayed) {
        try (RocksIterator rows = database.db.newIterator(family, options)) {
            for (rows.seekToFirst(); rows.isValid(); rows.next()) {
                byte[] key = rows.key();
                byte[] value = rows.value();
                int length = value.length;
                if (Reference.isStub(value)) {
                    length = ByteBuffer.wrap(value).getInt(1);
                    record(options, key);
                }
                Sum sum = sums.computeIfAbsent(Keys.destinationOf(key), id -> new Sum());
                if (delayed) {
                    sum.delayed++;
                } else {
                    sum.messages++;
                    sum.bytes += length;
                }
            }
            rows.status();
        } catch (RocksDBException damaged) {
            wrong.add(String.valueOf(damaged.getMessage()));
        }
    }

    private void record(ReadOptions options, byte[] key) throws RocksDBException {
        int id = Keys.destinationOf(key);
        long sequence = Keys.sequenceOf(key);
        byte[] value = database.db.get(database.references, options, key);
        if (value == null) {
            wrong.add("Message " + sequence + " of " + heads.name(id) + " has a row and no record.");
            return;
        }
        Reference reference = Reference.of(value);
        try {
            boolean read = segments.read(reference, id, sequence) != null;
            byte[] now = database.db.get(database.references, key);
            boolean stillThere = now != null && Reference.of(now).equals(reference);
            if (!read && stillThere) {
                wrong.add("The file " + segments.path(reference.segment()) + " is missing.");
            }
        } catch (StoreException damaged) {
            wrong.add(String.valueOf(damaged.getMessage()));
        }
    }

    private void references(ReadOptions options) {
        try (RocksIterator rows = database.db.newIterator(database.references, options)) {
            for (rows.seekToFirst(); rows.isValid(); rows.next()) {
                byte[] key = rows.key();
                boolean row = database.db.get(database.messages, options, key) != null
                        || database.db.get(database.delayed, options, key) != null;
                if (!row) {
                    wrong.add("A reference to "
                            + segments.path(Reference.of(rows.value()).segment())
                            + " belongs to no message: " + Keys.sequenceOf(key) + " of "
                            + heads.name(Keys.destinationOf(key)) + ".");
                }
            }
            rows.status();
        } catch (RocksDBException damaged) {
            wrong.add(String.valueOf(damaged.getMessage()));
        }
    }

    private void plain(ReadOptions options, ColumnFamilyHandle family) {
        try (RocksIterator rows = database.db.newIterator(family, options)) {
            rows.seekToFirst();
            while (rows.isValid()) {
                rows.next();
            }
            rows.status();
        } catch (RocksDBException damaged) {
            wrong.add(String.valueOf(damaged.getMessage()));
        }
    }

    private void heads(ReadOptions options) {
        try (RocksIterator rows = database.db.newIterator(database.heads, options)) {
            for (rows.seekToFirst(); rows.isValid(); rows.next()) {
                int id = ByteBuffer.wrap(rows.key()).getInt();
                Head head = Head.of(id, String.valueOf(heads.name(id)), rows.value());
                Sum sum = sums.containsKey(id) ? sums.remove(id) : new Sum();
                if (sum.messages != head.messages() || sum.bytes != head.bytes() || sum.delayed != head.delayed()) {
                    wrong.add("Destination " + head.name() + " counts " + head.messages() + " messages of "
                            + head.bytes() + " octets and " + head.delayed() + " delayed, but there are "
                            + sum.messages + " of " + sum.bytes + " and " + sum.delayed + ".");
                }
            }
            rows.status();
            sums.forEach((id, sum) -> wrong.add("Destination number " + id + " has rows and no head."));
        } catch (RocksDBException damaged) {
            wrong.add(String.valueOf(damaged.getMessage()));
        }
    }
}
