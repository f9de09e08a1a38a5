package org.stampedemq.storage.rocksdb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.zip.CRC32C;
import org.stampedemq.storage.StoreException;

/**
 * Reads RocksDB's write-ahead log before RocksDB does, because RocksDB cannot tell a torn tail from damage.
 *
 * <p>The committer writes one record, syncs it, and only then writes the next. So when the log was cut short by a crash,
 * what is unreadable is one record, the last, and no beginning of another record follows it. What is unreadable and was
 * synced shows by either of two signs: the beginning of another record lies behind it, or {@link SyncedMark} is higher than
 * what was read up to there. That is refused, with the file's name. A torn tail is cut off, so that nobody meets it again.
 *
 * <p>The layout is that of RocksDB, file db/log_format.h: blocks of 32 KiB; a physical record has a masked CRC32C (4
 * octets), a length (2), a type (1); 1 is a whole record, 2, 3 and 4 are its first, middle and last piece; a record is a
 * write batch, which begins with its sequence number (8) and its count (4), all little endian.
 */
final class WalCheck {
    private static final int BLOCK = 32 << 10;
    private static final int HEADER = 7;
    private static final int WHOLE = 1;
    private static final int FIRST = 2;
    private static final int MIDDLE = 3;
    private static final int LAST = 4;

    /** What a log holds, up to where it can be read. */
    private record Reading(Path file, long goodEnd, boolean damaged, boolean beginningBehind) {}

    private final CRC32C crc = new CRC32C();
    private long reached;

    /** The highest sequence number that was read; 0 if there was none. */
    long reached() {
        return reached;
    }

    /**
     * Checks all logs and cuts off a torn tail.
     *
     * @param synced everything up to this sequence number of RocksDB must be readable
     */
    void check(Path rows, long synced) throws StoreException, IOException {
        List<Reading> torn = new ArrayList<>();
        for (Path file : logs(rows)) {
            long before = reached;
            Reading reading = read(file, Long.MAX_VALUE);
            if (!torn.isEmpty() && reached > before) {
                throw damaged(torn.get(0));
            }
            if (reading.damaged) {
                // with no record before it, how far the log must reach is known only to RocksDB: asked after it opened
                if (reading.beginningBehind || (reached > 0 && reached < synced)) {
                    throw damaged(reading);
                }
                torn.add(reading);
            }
        }
        for (Reading reading : torn) {
            cut(reading);
        }
    }

    /** Cuts off everything with a higher sequence number: a write that was refused and got into the log all the same. */
    void cutAfter(Path rows, long synced) throws IOException {
        for (Path file : logs(rows)) {
            cut(read(file, synced));
        }
    }

    /** What is wrong with the logs up to a sequence number that was synced before the call; others may write meanwhile. */
    List<String> verify(Path rows, long synced) throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Path file : logs(rows)) {
            try {
                Reading reading = read(file, synced);
                if (reading.damaged && reached < synced) {
                    wrong.add(damaged(reading).getMessage());
                }
            } catch (NoSuchFileException flushed) {
                // its rows are in table files by now
            }
        }
        return wrong;
    }

    private static StoreException damaged(Reading reading) {
        return new StoreException(
                StoreException.Kind.CORRUPT,
                "The log " + reading.file + " is damaged at octet " + reading.goodEnd
                        + ", before its last sync. Nothing" + " was changed. Restore the store from a copy.");
    }

    private static void cut(Reading reading) throws IOException {
        try (FileChannel channel = FileChannel.open(reading.file, StandardOpenOption.WRITE)) {
            if (channel.size() > reading.goodEnd) {
                channel.truncate(reading.goodEnd);
                channel.force(true);
            }
        }
    }

    static List<Path> logs(Path rows) throws IOException {
        List<Path> files = new ArrayList<>();
        if (Files.isDirectory(rows)) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(rows, "*.log")) {
                entries.forEach(files::add);
            }
        }
        files.sort(Comparator.comparing(Path::getFileName));
        return Collections.unmodifiableList(files);
    }

    /** A log, of which one block is in memory; no physical record crosses the end of a block. */
    private static final class Log {
        private final FileChannel channel;
        private final long size;
        private final ByteBuffer block = ByteBuffer.allocate(BLOCK).order(ByteOrder.LITTLE_ENDIAN);
        private long begin = -1;

        private Log(FileChannel channel) throws IOException {
            this.channel = channel;
            this.size = channel.size();
        }

        /** The block around a place; it ends where the file ends. */
        private ByteBuffer around(long at) throws IOException {
            if (at - at % BLOCK != begin) {
                begin = at - at % BLOCK;
                block.clear();
                while (block.hasRemaining() && channel.read(block, begin + block.position()) > 0) {
                    // a read may bring less than asked
                }
                block.flip();
            }
            return block;
        }
    }

    private Reading read(Path file, long upTo) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return read(file, new Log(channel), upTo);
        }
    }

    private Reading read(Path file, Log log, long upTo) throws IOException {
        long at = 0;
        long goodEnd = 0;
        long last = 0;
        boolean inside = false;
        while (at < log.size) {
            int left = BLOCK - (int) (at % BLOCK);
            if (left < HEADER) {
                at += left;
                continue;
            }
            int length = lengthAt(log, at);
            if (length < 0) {
                return new Reading(file, goodEnd, true, beginsBehind(log, at + 1));
            }
            ByteBuffer block = log.around(at);
            int here = (int) (at % BLOCK);
            int type = block.get(here + 6) & 0xff;
            boolean wrongOrder = (type == MIDDLE || type == LAST) != inside && type <= LAST;
            if (wrongOrder) {
                return new Reading(file, goodEnd, true, type == WHOLE || type == FIRST || beginsBehind(log, at + 1));
            }
            if ((type == WHOLE || type == FIRST) && length >= 12) {
                long first = block.getLong(here + HEADER);
                if (first > upTo) {
                    return new Reading(file, goodEnd, false, false);
                }
                last = first + Math.max(1, block.getInt(here + HEADER + 8)) - 1;
            }
            at += HEADER + length;
            inside = type == FIRST || type == MIDDLE;
            if (!inside) {
                goodEnd = at;
                reached = Math.max(reached, last);
            }
        }
        return new Reading(file, goodEnd, inside, false);
    }

    /** The length of the physical record here, -1 if there is no whole one. */
    private int lengthAt(Log log, long at) throws IOException {
        ByteBuffer block = log.around(at);
        int here = (int) (at % BLOCK);
        if (here + HEADER > block.limit()) {
            return -1;
        }
        int length = block.getShort(here + 4) & 0xffff;
        if (block.get(here + 6) == 0 || here + HEADER + length > block.limit()) {
            return -1;
        }
        crc.reset();
        crc.update(block.slice(here + 6, length + 1));
        int value = (int) crc.getValue();
        int masked = ((value >>> 15) | (value << 17)) + 0xa282ead8;
        return masked == block.getInt(here) ? length : -1;
    }

    /** Whether the beginning of a record can be read anywhere from here on. */
    private boolean beginsBehind(Log log, long from) throws IOException {
        long at = from;
        while (at + HEADER < log.size) {
            ByteBuffer block = log.around(at);
            int here = (int) (at % BLOCK);
            if (here + HEADER > block.limit()) {
                at += BLOCK - here;
                continue;
            }
            int type = block.get(here + 6) & 0xff;
            boolean plausible = type >= WHOLE && type <= LAST && block.getShort(here + 4) != 0;
            int length = plausible ? lengthAt(log, at) : -1;
            if (length >= 0 && (type == WHOLE || type == FIRST)) {
                return true;
            }
            // pieces that can be read are stepped over; all else octet by octet, since a length may be what is damaged
            at += length >= 0 ? HEADER + length : 1;
        }
        return false;
    }
}
