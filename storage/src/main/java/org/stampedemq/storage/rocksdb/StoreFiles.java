package org.stampedemq.storage.rocksdb;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.stampedemq.storage.StoreException;

/**
 * The directory of a store: what it must look like, and that one process has it. A directory that holds anything else is
 * refused and left as it is.
 */
final class StoreFiles implements AutoCloseable {
    /** The layout that this version writes and reads. */
    static final int LAYOUT = 1;

    private static final String TITLE = "stampede-store";
    private static final Set<String> MAY_BE_LEFT = Set.of("LOCK", "FORMAT.new", "lost+found");

    private final Path directory;
    private final FileChannel lockChannel;
    private final int segmentThresholdBytes;

    private StoreFiles(Path directory, FileChannel lockChannel, int segmentThresholdBytes) {
        this.directory = directory;
        this.lockChannel = lockChannel;
        this.segmentThresholdBytes = segmentThresholdBytes;
    }

    /** Takes the lock, and reads the format or writes it if the directory is new. */
    static StoreFiles open(Path directory, int segmentThresholdBytes) throws StoreException {
        FileChannel lock = null;
        try {
            Files.createDirectories(directory);
            lock = lock(directory);
            Path format = directory.resolve("FORMAT");
            if (!Files.exists(format)) {
                create(directory, format, segmentThresholdBytes);
            }
            Files.createDirectories(directory.resolve("rows"));
            Files.createDirectories(directory.resolve("segments"));
            syncDirectory(directory);
            return new StoreFiles(directory, lock, threshold(format));
        } catch (StoreException refused) {
            closeQuietly(lock);
            throw refused;
        } catch (IOException failed) {
            closeQuietly(lock);
            throw new StoreException(
                    StoreException.Kind.UNAVAILABLE,
                    "The store's directory " + directory + " cannot be used: " + failed,
                    failed);
        }
    }

    private static FileChannel lock(Path directory) throws IOException, StoreException {
        FileChannel channel =
                FileChannel.open(directory.resolve("LOCK"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return channel;
            }
        } catch (OverlappingFileLockException held) {
            // this very process has it: the same answer
        }
        channel.close();
        throw new StoreException(
                StoreException.Kind.UNAVAILABLE,
                "The store in " + directory + " is open in another process. Stop that one first, or choose another"
                        + " directory.");
    }

    private static void create(Path directory, Path format, int threshold) throws IOException, StoreException {
        Set<String> found = new TreeSet<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            entries.forEach(entry -> found.add(String.valueOf(entry.getFileName())));
        }
        found.removeAll(MAY_BE_LEFT);
        if (!found.isEmpty()) {
            throw new StoreException(
                    StoreException.Kind.UNAVAILABLE,
                    "The directory " + directory + " has no FORMAT file but holds "
                            + found.iterator().next()
                            + ": it is not a store, and nothing was changed. Choose an empty directory.");
        }
        Path draft = directory.resolve("FORMAT.new");
        writeSynced(draft, TITLE + " " + LAYOUT + "\nsegment-threshold " + threshold + "\n");
        Files.move(draft, format, StandardCopyOption.ATOMIC_MOVE);
        syncDirectory(directory);
    }

    private static int threshold(Path format) throws IOException, StoreException {
        List<String> lines = Files.readAllLines(format);
        String first = lines.isEmpty() ? "" : lines.get(0);
        if (!first.startsWith(TITLE + " ")) {
            throw new StoreException(
                    StoreException.Kind.UNAVAILABLE, "The file " + format + " is not that of a store of ours.");
        }
        try {
            int layout = Integer.parseInt(first.substring(TITLE.length() + 1).trim());
            if (layout != LAYOUT) {
                throw new StoreException(
                        StoreException.Kind.UNAVAILABLE,
                        "The store in " + format.getParent() + " has layout " + layout + "; this version reads layout "
                                + LAYOUT + ". Use the version that wrote it, or a newer one.");
            }
            return Integer.parseInt(
                    lines.get(1).substring("segment-threshold ".length()).trim());
        } catch (IndexOutOfBoundsException | NumberFormatException damaged) {
            throw new StoreException(StoreException.Kind.CORRUPT, "The file " + format + " is damaged.", damaged);
        }
    }

    /** Copies the format for a checkpoint. */
    void writeFormat(Path copy) throws IOException {
        writeSynced(copy.resolve("FORMAT"), Files.readString(directory.resolve("FORMAT")));
    }

    Path rows() {
        return directory.resolve("rows");
    }

    Path segments() {
        return directory.resolve("segments");
    }

    Path synced() {
        return directory.resolve("SYNCED");
    }

    Path directory() {
        return directory;
    }

    int segmentThresholdBytes() {
        return segmentThresholdBytes;
    }

    /** Octets of all files now. */
    long bytes() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.mapToLong(StoreFiles::sizeOf).sum();
        } catch (UncheckedIOException vanished) {
            if (vanished.getCause() instanceof NoSuchFileException) {
                return 0;
            }
            throw vanished.getCause();
        }
    }

    private static long sizeOf(Path file) {
        long length = file.toFile().isFile() ? file.toFile().length() : 0;
        return Math.max(0, length);
    }

    static void writeSynced(Path file, String text) throws IOException {
        Files.writeString(file, text);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /** Makes names in a directory durable. */
    static void syncDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static void closeQuietly(@Nullable FileChannel channel) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException ignored) {
                // the refusal that led here matters more
            }
        }
    }

    /** Gives the lock back. */
    @Override
    public void close() {
        closeQuietly(lockChannel);
    }
}
