package org.stampedemq.app.node;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The directory of one node, held by one process at a time.
 *
 * <pre>
 *   stampede.layout   what this is, and its version: a directory without it is somebody else's
 *   node.pid          locked while a node runs here; its process id
 *   node.json         where it listens; there while it is ready
 *   node.log          what a node in the background prints
 *   crash-….txt       what a dying node left
 *   store/            the messages
 * </pre>
 */
public final class DataDirectory implements AutoCloseable {
    private static final String LAYOUT_FILE = "stampede.layout";
    private static final String LAYOUT = "stampede data directory, layout 1\n";
    private static final String PID_FILE = "node.pid";

    private final Path path;
    private final FileChannel channel;

    private DataDirectory(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /** Creates the directory if it is absent, for its owner's eyes only, and refuses one that is not ours. */
    public static void prepare(Path path) throws StartException {
        try {
            if (!Files.exists(path)) {
                Files.createDirectories(path.toAbsolutePath().getParent());
                Files.createDirectory(
                        path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            if (!Files.isDirectory(path)) {
                throw new StartException(path + " is not a directory; choose another with --data.");
            }
            Path layout = path.resolve(LAYOUT_FILE);
            if (Files.exists(layout)) {
                if (!Files.readString(layout).equals(LAYOUT)) {
                    throw new StartException(
                            "The data directory " + path
                                    + " was made by another version of Stampede; start that one, or choose another with --data.");
                }
            } else if (hasContent(path)) {
                throw new StartException(path
                        + " has files in it and is no data directory of Stampede; choose an empty one with --data.");
            } else {
                Files.writeString(layout, LAYOUT);
            }
        } catch (IOException e) {
            throw new StartException("The data directory " + path + " cannot be used: " + reason(e) + ".", e);
        }
    }

    /** What mkfs leaves is no content. */
    private static boolean hasContent(Path path) throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            return files.anyMatch(file -> !file.endsWith("lost+found"));
        }
    }

    /** Prepares and locks; the lock goes with the process, however it ends. */
    public static DataDirectory lock(Path path) throws StartException {
        prepare(path);
        try {
            FileChannel channel = FileChannel.open(
                    path.resolve(PID_FILE),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
            if (!locked(channel)) {
                channel.close();
                throw new StartException("The data directory " + path + " is in use"
                        + pid(path).map(pid -> " by process " + pid).orElse("")
                        + "; stop that node with `stampede stop`, or choose another directory with --data.");
            }
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)), 0);
            return new DataDirectory(path, channel);
        } catch (IOException e) {
            throw new StartException("The data directory " + path + " cannot be used: " + reason(e) + ".", e);
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false; // by another node of this process
        }
    }

    /** The process that holds the directory now; empty if none does. Never creates anything. */
    public static Optional<Long> holder(Path path) throws StartException {
        Path file = path.resolve(PID_FILE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            return lock == null ? pid(path) : Optional.empty();
        } catch (OverlappingFileLockException e) {
            return pid(path);
        } catch (IOException e) {
            throw new StartException(file + " cannot be read: " + reason(e) + ".", e);
        }
    }

    private static Optional<Long> pid(Path path) throws StartException {
        try {
            return Optional.of(
                    Long.parseLong(Files.readString(path.resolve(PID_FILE)).trim()));
        } catch (NumberFormatException e) {
            return Optional.empty(); // locked, and not written yet
        } catch (IOException e) {
            throw new StartException(path.resolve(PID_FILE) + " cannot be read: " + reason(e) + ".", e);
        }
    }

    /** What an I/O exception says, without its class. */
    static String reason(IOException e) {
        String message = e.getMessage();
        String kind = e.getClass().getSimpleName().replace("Exception", "");
        return message == null
                ? kind
                : e instanceof java.nio.file.FileSystemException ? kind + ", " + message : message;
    }

    public Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
