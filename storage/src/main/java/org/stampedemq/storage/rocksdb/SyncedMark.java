package org.stampedemq.storage.rocksdb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * How far RocksDB's log was synced, as a sequence number of RocksDB. Written after each sync and never synced itself: a
 * killed process leaves it exact, a power cut leaves it at an older value or torn, and each of these is a true lower bound
 * of what must be found in the log. Two slots, written in turn, so that one always is whole.
 */
final class SyncedMark implements AutoCloseable {
    private static final int SLOT_OCTETS = 32;
    private static final int MAGIC = 0x53594e43;

    private final Path file;
    private final FileChannel channel;
    private final ByteBuffer slot = ByteBuffer.allocateDirect(SLOT_OCTETS);
    private final CRC32C crc = new CRC32C();
    private long turn;

    private SyncedMark(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    static SyncedMark open(Path file) throws IOException {
        return new SyncedMark(
                file,
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    Path file() {
        return file;
    }

    /** The highest whole slot; 0 if there is none. */
    long read() throws IOException {
        long highest = 0;
        for (int i = 0; i < 2; i++) {
            slot.clear();
            if (channel.read(slot, (long) i * SLOT_OCTETS) < SLOT_OCTETS) {
                continue;
            }
            slot.flip();
            int magic = slot.getInt(0);
            long value = slot.getLong(8);
            if (magic == MAGIC && slot.getInt(4) == checksum(value)) {
                highest = Math.max(highest, value);
            }
        }
        return highest;
    }

    void write(long value) throws IOException {
        slot.clear();
        slot.putInt(0, MAGIC).putInt(4, checksum(value)).putLong(8, value);
        channel.write(slot, (turn++ & 1) * SLOT_OCTETS);
    }

    private int checksum(long value) {
        crc.reset();
        for (int i = 0; i < 8; i++) {
            crc.update((int) (value >>> (8 * i)) & 0xff);
        }
        return (int) crc.getValue();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
