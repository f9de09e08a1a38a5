package org.stampedemq.storage.rocksdb;

import java.nio.ByteBuffer;

/** Where a large record lies; in the row of its message stands a {@link #stub}. */
record Reference(long segment, long offset, int length) {
    private static final byte STUB = 2;

    /** What stands in place of the record: no record begins with this octet. */
    static byte[] stub(int length) {
        return ByteBuffer.allocate(5).put(STUB).putInt(length).array();
    }

    static boolean isStub(byte[] value) {
        return value.length == 5 && value[0] == STUB;
    }

    static Reference of(byte[] value) {
        ByteBuffer buffer = ByteBuffer.wrap(value);
        return new Reference(buffer.getLong(), buffer.getLong(), buffer.getInt());
    }

    byte[] octets() {
        return ByteBuffer.allocate(20)
                .putLong(segment)
                .putLong(offset)
                .putInt(length)
                .array();
    }

    long octetsOnDisk() {
        return SegmentFile.HEADER_OCTETS + (long) length;
    }
}
