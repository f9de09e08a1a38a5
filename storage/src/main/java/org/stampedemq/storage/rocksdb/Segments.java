package org.stampedemq.storage.rocksdb;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stampedemq.storage.StoreException;

/**
 * The segment files of a store: which exist, how much of each is live, and the one that is appended to.
 *
 * <p>Appending, the live octets and the decision to delete belong to the committer; reading to any thread. A start never
 * appends to an older file, so a torn tail is never written over and lies behind every reference. A file is deleted when
 * the removals that made it worthless are synced; a reader that holds it goes on reading it. What a crash left in a file
 * without a reference to it is dead from the start.
 */
final class Segments implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Segments.class);

    private static final class Weight {
        private long total;
        private long live;
    }

    private final Path directory;
    private final long segmentBytes;
    private final Map<Long, Weight> weights = new HashMap<>();
    private final Map<Long, SegmentFile> open = new ConcurrentHashMap<>();
    private @Nullable SegmentFile current;
    private boolean lightened = true;
    private long nextNumber = 1;
    private long end;
    private long syncedEnd;

    private Segments(Path directory, long segmentBytes) {
        this.directory = directory;
        this.segmentBytes = segmentBytes;
    }

    /** Weighs what is there by the references to it, and deletes what nothing refers to. */
    static Segments open(Path directory, long segmentBytes, Database database) throws StoreException {
        Segments segments = new Segments(directory, segmentBytes);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.seg")) {
            for (Path file : files) {
                long number = Long.parseLong(String.valueOf(file.getFileName()).replace(".seg", ""));
                Weight weight = new Weight();
                weight.total = Files.size(file);
                segments.weights.put(number, weight);
                segments.nextNumber = Math.max(segments.nextNumber, number + 1);
            }
            segments.weigh(database);
            segments.deleteWorthless();
            return segments;
        } catch (IOException | NumberFormatException failed) {
            throw new StoreException(
                    StoreException.Kind.BROKEN,
                    "The segment files in " + directory + " cannot be used: " + failed,
                    failed);
        } catch (RocksDBException failed) {
            throw Database.refusal(directory, failed);
        }
    }

    private void weigh(Database database) throws RocksDBException, StoreException {
        try (ReadOptions options = new ReadOptions();
                RocksIterator references = database.db.newIterator(database.references, options)) {
            for (references.seekToFirst(); references.isValid(); references.next()) {
                Reference reference = Reference.of(references.value());
                Weight weight = weights.get(reference.segment());
                if (weight == null || reference.offset() + reference.octetsOnDisk() > weight.total) {
                    throw new StoreException(
                            StoreException.Kind.CORRUPT,
                            "The file " + path(reference.segment()) + " is missing or too short: a message lies at "
                                    + reference.offset() + " in it. Restore the store from a copy.");
                }
                weight.live += reference.octetsOnDisk();
            }
            references.status();
        }
    }

    // ---- the committer's

    /**
     * Appends a record; it counts as live from now on. Not synced before {@link #sync}. It is never cut off again, even if
     * its group is refused: the refused write may have reached the log, and after a crash its reference must find it.
     */
    Reference append(int destination, long sequence, byte[] record) throws IOException {
        SegmentFile file = current;
        if (file == null || (end > 0 && end + record.length > segmentBytes)) {
            sync();
            file = begin();
        }
        Reference reference = new Reference(file.number(), end, record.length);
        file.append(end, destination, sequence, record);
        end += reference.octetsOnDisk();
        Weight weight = weights.computeIfAbsent(file.number(), n -> new Weight());
        weight.total = end;
        weight.live += reference.octetsOnDisk();
        return reference;
    }

    private SegmentFile begin() throws IOException {
        SegmentFile file = SegmentFile.create(nextNumber, path(nextNumber));
        nextNumber++;
        open.put(file.number(), file);
        weights.put(file.number(), new Weight());
        // the name must survive a power cut as much as the content
        StoreFiles.syncDirectory(directory);
        current = file;
        end = 0;
        syncedEnd = 0;
        return file;
    }

    /** Makes everything appended durable. */
    void sync() throws IOException {
        if (current != null && end > syncedEnd) {
            current.sync();
            syncedEnd = end;
        }
    }

    long currentNumber() {
        return current == null ? 0 : current.number();
    }

    /** The record is no longer referred to. */
    void dead(Reference reference) {
        lightened = true;
        alive(reference, -reference.octetsOnDisk());
    }

    /** The record is referred to after all. */
    void revived(Reference reference) {
        alive(reference, reference.octetsOnDisk());
    }

    private void alive(Reference reference, long octets) {
        Weight weight = weights.get(reference.segment());
        if (weight != null) {
            weight.live += octets;
        }
    }

    /** Deletes files without a live record; to be called when everything is synced. */
    void deleteWorthless() {
        List<Long> worthless = new ArrayList<>();
        weights.forEach((number, weight) -> {
            if (weight.live == 0 && number != currentNumber()) {
                worthless.add(number);
            }
        });
        if (current != null && end > segmentBytes / 2 && live(current.number()) == 0) {
            worthless.add(current.number());
            current = null;
        }
        for (long number : worthless) {
            weights.remove(number);
            try {
                Files.deleteIfExists(path(number));
            } catch (IOException failed) {
                LOG.warn("The file {} is worth nothing and cannot be deleted: {}", path(number), failed.toString());
            }
            close(number);
        }
    }

    private long live(long number) {
        Weight weight = weights.get(number);
        return weight == null ? 0 : weight.live;
    }

    /** A file of which less than a quarter is live and which is not appended to; 0 if there is none, or nothing changed. */
    long mostlyDead() {
        if (!lightened) {
            return 0;
        }
        lightened = false;
        for (Map.Entry<Long, Weight> entry : weights.entrySet()) {
            Weight weight = entry.getValue();
            if (entry.getKey() != currentNumber() && weight.live > 0 && weight.live < weight.total / 4) {
                return entry.getKey();
            }
        }
        return 0;
    }

    /** Ends the current file, so that it can be linked elsewhere, and links all. */
    void linkInto(Path copy) throws IOException {
        sync();
        current = null;
        Files.createDirectories(copy);
        for (long number : weights.keySet()) {
            Path link = copy.resolve(String.valueOf(path(number).getFileName()));
            try {
                Files.createLink(link, path(number));
            } catch (FileAlreadyExistsException already) {
                throw already;
            } catch (IOException | UnsupportedOperationException otherDisk) {
                Files.copy(path(number), link);
            }
        }
        StoreFiles.syncDirectory(copy);
    }

    // ---- any thread's

    /**
     * Reads a record.
     *
     * @return null if the file has been deleted meanwhile, so that the reference is out of date
     */
    byte @Nullable [] read(Reference reference, int destination, long sequence) throws StoreException {
        SegmentFile file = held(reference.segment());
        if (file == null) {
            return null;
        }
        try {
            return file.read(reference.offset(), reference.length(), destination, sequence);
        } finally {
            file.letGo();
        }
    }

    private @Nullable SegmentFile held(long number) throws StoreException {
        SegmentFile file = open.get(number);
        if (file != null && file.hold()) {
            return file;
        }
        try {
            SegmentFile opened = SegmentFile.open(number, path(number));
            SegmentFile before = open.putIfAbsent(number, opened);
            if (before != null) {
                // another reader was quicker; this one is used once
                return opened;
            }
            if (!Files.exists(path(number))) {
                // deleted between the two steps: it must not stay among the open ones
                close(number);
                return null;
            }
            return opened.hold() ? opened : null;
        } catch (NoSuchFileException deleted) {
            return null;
        } catch (IOException failed) {
            throw new StoreException(
                    StoreException.Kind.UNAVAILABLE,
                    "The file " + path(number) + " cannot be opened: " + failed,
                    failed);
        }
    }

    private void close(long number) {
        SegmentFile file = open.remove(number);
        if (file != null) {
            file.letGo();
        }
    }

    Path path(long number) {
        return directory.resolve(String.format("%06d.seg", number));
    }

    @Override
    public void close() {
        List.copyOf(open.keySet()).forEach(this::close);
        current = null;
    }
}
