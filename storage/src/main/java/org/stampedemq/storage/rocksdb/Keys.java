package org.stampedemq.storage.rocksdb;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** How rows are found. All keys are big endian, so that their order is the order of what they hold. */
final class Keys {
    /** Octets of a row key: destination id, order class, sequence. */
    static final int ROW_OCTETS = 13;

    static final byte[] INCARNATION = "incarnation".getBytes(StandardCharsets.US_ASCII);
    static final byte[] NEXT_DESTINATION = "next-destination".getBytes(StandardCharsets.US_ASCII);

    private static final int SEQUENCE_OFFSET = 5;

    private Keys() {}

    static byte[] row(int destination, long sequence) {
        byte[] key = new byte[ROW_OCTETS];
        row(key, destination, sequence);
        return key;
    }

    /** Writes into an array that is used again. */
    static void row(byte[] key, int destination, long sequence) {
        key[0] = (byte) (destination >>> 24);
        key[1] = (byte) (destination >>> 16);
        key[2] = (byte) (destination >>> 8);
        key[3] = (byte) destination;
        key[4] = 0;
        for (int i = 0; i < 8; i++) {
            key[SEQUENCE_OFFSET + i] = (byte) (sequence >>> (56 - 8 * i));
        }
    }

    static byte[] moment(long atMillis, int destination, long sequence) {
        return ByteBuffer.allocate(20)
                .putLong(atMillis)
                .putInt(destination)
                .putLong(sequence)
                .array();
    }

    static byte[] destination(int destination) {
        return ByteBuffer.allocate(4).putInt(destination).array();
    }

    static int destinationOf(byte[] row) {
        return ByteBuffer.wrap(row).getInt(0);
    }

    static long sequenceOf(byte[] row) {
        return ByteBuffer.wrap(row).getLong(SEQUENCE_OFFSET);
    }
}
