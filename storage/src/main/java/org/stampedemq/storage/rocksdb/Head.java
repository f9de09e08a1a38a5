package org.stampedemq.storage.rocksdb;

import java.nio.ByteBuffer;
import org.stampedemq.storage.Counts;

/**
 * What is known of a destination without reading its rows: exact, written with every group that changes it, so that a start
 * scans nothing. Immutable once committed, hence readable by any thread.
 *
 * @param id the destination in keys; never given twice
 * @param lowWater nothing of it that is stored lies below
 * @param lowerings how often the mark was lowered again in this life; not stored
 * @param removals since what is left of them was last removed from the tables; not stored
 */
record Head(
        int id,
        String name,
        long messages,
        long bytes,
        long delayed,
        long lowWater,
        long handedOutUpTo,
        int lowerings,
        int removals) {
    private static final int LAYOUT = 1;

    static Head fresh(int id, String name) {
        return new Head(id, name, 0, 0, 0, 0, 0, 0, 0);
    }

    static Head of(int id, String name, byte[] value) {
        ByteBuffer buffer = ByteBuffer.wrap(value);
        if (buffer.get() != LAYOUT) {
            throw new IllegalArgumentException("not a destination record of layout " + LAYOUT);
        }
        return new Head(
                id,
                name,
                buffer.getLong(),
                buffer.getLong(),
                buffer.getLong(),
                buffer.getLong(),
                buffer.getLong(),
                0,
                0);
    }

    byte[] octets() {
        return ByteBuffer.allocate(41)
                .put((byte) LAYOUT)
                .putLong(messages)
                .putLong(bytes)
                .putLong(delayed)
                .putLong(lowWater)
                .putLong(handedOutUpTo)
                .array();
    }

    boolean holdsNothing() {
        return messages == 0 && delayed == 0;
    }

    Counts counts(long claimed) {
        return new Counts(messages, bytes, claimed, delayed);
    }
}
