package org.stampedemq.storage.rocksdb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.stampedemq.storage.StoreException;

/**
 * One file of large records, only ever appended to. An entry: magic (4 octets), length of the record (4), CRC32C of all
 * that follows (4), destination id (4), sequence (8), the record. Appended by the committer, read by any thread; stays
 * readable while somebody holds it, even if it was deleted meanwhile.
 */
final class SegmentFile {
    static final int HEADER_OCTETS = 24;
    private static final int MAGIC = 0x53454731;

    private final long number;
    private final Path path;
    private final FileChannel channel;
    private int holders = 1;

    private SegmentFile(long number, Path path, FileChannel channel) {
        this.number = number;
        this.path = path;
        this.channel = channel;
    }

    static SegmentFile create(long number, Path path) throws IOException {
        return new SegmentFile(
                number,
                path,
                FileChannel.open(
                        path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    static SegmentFile open(long number, Path path) throws IOException {
        return new SegmentFile(number, path, FileChannel.open(path, StandardOpenOption.READ));
    }

    long number() {
        return number;
    }

    Path path() {
        return path;
    }

    /** Appends at an offset, which is the end so far. Not synced. */
    void append(long offset, int destination, long sequence, byte[] record) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(HEADER_OCTETS);
        header.putInt(MAGIC).putInt(record.length).putInt(0).putInt(destination).putLong(sequence);
        header.putInt(8, checksum(header, record)).flip();
        ByteBuffer[] entry = {header, ByteBuffer.wrap(record)};
        channel.position(offset);
        long left = HEADER_OCTETS + (long) record.length;
        while (left > 0) {
            left -= channel.write(entry);
        }
    }

    void sync() throws IOException {
        channel.force(false);
    }

    void truncate(long length) throws IOException {
        channel.truncate(length);
    }

    /** Reads an entry and compares everything that is known of it. */
    byte[] read(long offset, int length, int destination, long sequence) throws StoreException {
        ByteBuffer header = ByteBuffer.allocate(HEADER_OCTETS);
        byte[] record = new byte[length];
        try {
            fill(header, offset);
            fill(ByteBuffer.wrap(record), offset + HEADER_OCTETS);
        } catch (IOException failed) {
            throw new StoreException(
                    StoreException.Kind.CORRUPT, "The file " + path + " cannot be read at " + offset, failed);
        }
        boolean whole = header.getInt(0) == MAGIC
                && header.getInt(4) == length
                && header.getInt(12) == destination
                && header.getLong(16) == sequence
                && header.getInt(8) == checksum(header, record);
        if (!whole) {
            throw new StoreException(
                    StoreException.Kind.CORRUPT,
                    "The file " + path + " is damaged at octet " + offset + ". Restore the store from a copy.");
        }
        return record;
    }

    private void fill(ByteBuffer into, long from) throws IOException {
        long at = from;
        while (into.hasRemaining()) {
            int read = channel.read(into, at);
            if (read < 0) {
                throw new IOException("it ends at " + at);
            }
            at += read;
        }
    }

    private static int checksum(ByteBuffer header, byte[] record) {
        CRC32C crc = new CRC32C();
        crc.update(header.slice(12, 12));
        crc.update(record);
        return (int) crc.getValue();
    }

    /** False if the last holder has gone. */
    synchronized boolean hold() {
        if (holders == 0) {
            return false;
        }
        holders++;
        return true;
    }

    /** The last one to let go closes the file. */
    void letGo() {
        FileChannel last = null;
        synchronized (this) {
            holders--;
            if (holders == 0) {
                last = channel;
            }
        }
        close(last);
    }

    private static void close(@Nullable FileChannel last) {
        if (last != null) {
            try {
                last.close();
            } catch (IOException ignored) {
                // only read from, or synced before
            }
        }
    }
}
