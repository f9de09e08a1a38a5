package org.stampedemq.storage.rocksdb;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.stampedemq.storage.Batch;
import org.stampedemq.storage.Message;
import org.stampedemq.storage.Recovery;
import org.stampedemq.storage.StoreException;

/**
 * Reads rows and makes messages of them. Holds nothing; any reader's thread. Reading begins at the low-water mark of the
 * destination, so that the removed messages in front of it cost nothing, however many they were.
 */
final class Rows {
    /** How often a reference that changes under the reader is looked up again. */
    private static final int ATTEMPTS = 5;

    private final Segments segments;
    private final DestinationHeads heads;

    Rows(Segments segments, DestinationHeads heads) {
        this.segments = segments;
        this.heads = heads;
    }

    List<Message> get(Database database, String destination, long... sequences)
            throws RocksDBException, StoreException {
        List<Message> found = new ArrayList<>();
        Head head = heads.find(destination);
        if (head != null) {
            long[] wanted = sequences.clone();
            Arrays.sort(wanted);
            long before = -1;
            for (long sequence : wanted) {
                Message message = sequence == before ? null : find(database, head.id(), destination, sequence);
                before = sequence;
                if (message != null) {
                    found.add(message);
                }
            }
        }
        return found;
    }

    private @Nullable Message find(Database database, int id, String destination, long sequence)
            throws RocksDBException, StoreException {
        byte[] key = Keys.row(id, sequence);
        byte[] value = database.db.get(database.messages, key);
        if (value == null) {
            value = database.db.get(database.delayed, key);
        }
        return value == null ? null : message(database, id, destination, sequence, value);
    }

    List<Message> oldest(Database database, String destination, long above, long below, int maxMessages, long maxBytes)
            throws RocksDBException, StoreException {
        Head head = heads.find(destination);
        if (head == null || above >= below || maxMessages <= 0) {
            return List.of();
        }
        long from = Math.max(above + 1, head.lowWater());
        return scan(database, database.messages, head, from, below, maxMessages, maxBytes);
    }

    private List<Message> scan(
            Database database,
            ColumnFamilyHandle family,
            Head head,
            long from,
            long below,
            int maxMessages,
            long maxBytes)
            throws RocksDBException, StoreException {
        List<Message> found = new ArrayList<>();
        try (Slice end = new Slice(Keys.row(head.id(), below));
                ReadOptions options = new ReadOptions().setIterateUpperBound(end);
                RocksIterator rows = database.db.newIterator(family, options)) {
            long octets = 0;
            for (rows.seek(Keys.row(head.id(), from)); rows.isValid(); rows.next()) {
                byte[] value = rows.value();
                octets += Reference.isStub(value) ? ByteBuffer.wrap(value).getInt(1) : value.length;
                if (found.size() >= maxMessages || (octets > maxBytes && !found.isEmpty())) {
                    break;
                }
                Message message = message(database, head.id(), head.name(), Keys.sequenceOf(rows.key()), value);
                if (message != null) {
                    found.add(message);
                }
            }
            // a damaged table file ends an iteration like the end of the rows does
            rows.status();
        }
        return found;
    }

    /** The lowest, delayed ones too. */
    List<Message> lowest(Database database, String destination, int maxMessages, long maxBytes)
            throws RocksDBException, StoreException {
        Head head = heads.find(destination);
        if (head == null || maxMessages <= 0) {
            return List.of();
        }
        TreeMap<Long, Message> both = new TreeMap<>();
        long end = Long.MAX_VALUE;
        for (ColumnFamilyHandle family : List.of(database.messages, database.delayed)) {
            List<Message> found = scan(database, family, head, head.lowWater(), Long.MAX_VALUE, maxMessages, maxBytes);
            found.forEach(message -> both.put(message.sequence(), message));
            boolean cutShort = found.size() == maxMessages || octets(found) >= maxBytes / 2;
            if (!found.isEmpty() && cutShort) {
                end = Math.min(end, found.get(found.size() - 1).sequence());
            }
        }
        return both.headMap(end, true).values().stream().limit(maxMessages).toList();
    }

    private static long octets(List<Message> messages) {
        return messages.stream().mapToLong(Message::size).sum();
    }

    List<Message> due(Database database, long nowMillis, int maxMessages) throws RocksDBException, StoreException {
        return upTo(database, database.due, nowMillis, maxMessages);
    }

    List<Message> expired(Database database, long nowMillis, int maxMessages) throws RocksDBException, StoreException {
        return upTo(database, database.expiry, nowMillis, maxMessages);
    }

    private List<Message> upTo(Database database, ColumnFamilyHandle index, long nowMillis, int maxMessages)
            throws RocksDBException, StoreException {
        List<Message> found = new ArrayList<>();
        try (RocksIterator moments = database.db.newIterator(index)) {
            for (moments.seekToFirst(); moments.isValid() && found.size() < maxMessages; moments.next()) {
                ByteBuffer moment = ByteBuffer.wrap(moments.key());
                if (moment.getLong() > nowMillis) {
                    break;
                }
                int id = moment.getInt();
                String destination = heads.name(id);
                Message message = destination == null ? null : find(database, id, destination, moment.getLong());
                if (message != null) {
                    found.add(message);
                }
            }
            moments.status();
        }
        return found;
    }

    Recovery recover(Database database, String destination) throws RocksDBException {
        Head head = heads.find(destination);
        if (head == null) {
            return new Recovery(0, 0, List.of(), org.stampedemq.storage.Counts.NONE);
        }
        List<Batch.Failed> failures = new ArrayList<>();
        try (Slice end = new Slice(Keys.row(head.id(), Long.MAX_VALUE));
                ReadOptions options = new ReadOptions().setIterateUpperBound(end);
                RocksIterator rows = database.db.newIterator(database.failures, options)) {
            for (rows.seek(Keys.row(head.id(), 0)); rows.isValid(); rows.next()) {
                ByteBuffer value = ByteBuffer.wrap(rows.value());
                failures.add(
                        new Batch.Failed(destination, Keys.sequenceOf(rows.key()), value.getInt(), value.getLong()));
            }
            rows.status();
        }
        return new Recovery(head.lowWater(), head.handedOutUpTo(), failures, head.counts(0));
    }

    /** Whether nothing of the destination lies below; reads over what is left of removals. */
    boolean nothingBelow(Database database, Head head, long sequence) throws RocksDBException {
        try (Slice end = new Slice(Keys.row(head.id(), sequence));
                ReadOptions options = new ReadOptions().setIterateUpperBound(end);
                RocksIterator rows = database.db.newIterator(database.messages, options)) {
            rows.seek(Keys.row(head.id(), 0));
            boolean nothing = !rows.isValid();
            rows.status();
            return nothing;
        }
    }

    /** One live record of a segment that is to be given up. */
    record Resident(int destination, long sequence, Reference reference) {}

    /** What still lies in a segment, at most so many. */
    List<Resident> residents(Database database, long segment, int max) throws RocksDBException {
        List<Resident> residents = new ArrayList<>();
        try (RocksIterator rows = database.db.newIterator(database.references)) {
            for (rows.seekToFirst(); rows.isValid() && residents.size() < max; rows.next()) {
                Reference reference = Reference.of(rows.value());
                if (reference.segment() == segment) {
                    residents.add(new Resident(Keys.destinationOf(rows.key()), Keys.sequenceOf(rows.key()), reference));
                }
            }
            rows.status();
        }
        return residents;
    }

    /** The message of a row; null if it was removed while its record was looked for. */
    private @Nullable Message message(Database database, int id, String destination, long sequence, byte[] value)
            throws RocksDBException, StoreException {
        if (!Reference.isStub(value)) {
            return made(destination, sequence, value);
        }
        byte[] key = Keys.row(id, sequence);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            byte[] reference = database.db.get(database.references, key);
            if (reference == null) {
                if (database.contains(database.messages, key) || database.contains(database.delayed, key)) {
                    continue;
                }
                return null;
            }
            byte[] record = segments.read(Reference.of(reference), id, sequence);
            if (record != null) {
                return made(destination, sequence, record);
            }
        }
        throw new StoreException(
                StoreException.Kind.CORRUPT,
                "The record of message " + sequence + " of " + destination + " is not where its reference says.");
    }

    private static Message made(String destination, long sequence, byte[] record) throws StoreException {
        try {
            return Message.ofRecord(destination, sequence, record);
        } catch (IllegalArgumentException damaged) {
            throw new StoreException(
                    StoreException.Kind.CORRUPT,
                    "Message " + sequence + " of " + destination + " cannot be read: " + damaged.getMessage(),
                    damaged);
        }
    }
}
