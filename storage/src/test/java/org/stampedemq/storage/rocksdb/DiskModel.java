package org.stampedemq.storage.rocksdb;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A disk that keeps what was synced and may lose the rest. Of a file, what was written before the last sync began stays;
 * each page written since stays or not, each on its own. Of a directory, the names as of its last sync stay, and of what was
 * created, renamed and unlinked since, so many of the first steps as chance has it.
 */
final class DiskModel {
    private static final int PAGE = 4_096;

    /** What becomes of what was not synced. */
    enum Unsynced {
        LOST,
        KEPT,
        TORN
    }

    /** Octets at a place; without octets the file was cut to that length. */
    private static final class Write {
        private final long at;
        private final byte @Nullable [] octets;
        private final int number;

        private Write(long at, byte @Nullable [] octets, int number) {
            this.at = at;
            this.octets = octets;
            this.number = number;
        }
    }

    private static final class Inode {
        private byte[] synced = new byte[0];
        private final List<Write> since = new ArrayList<>();
    }

    private record Step(String name, @Nullable Inode inode) {}

    private static final class Directory {
        private final Map<String, Inode> synced = new TreeMap<>();
        private final List<Step> since = new ArrayList<>();
    }

    private static final class Open {
        private final @Nullable Inode inode;
        private final @Nullable Directory directory;
        private long position;

        private Open(@Nullable Inode inode, @Nullable Directory directory) {
            this.inode = inode;
            this.directory = directory;
        }
    }

    private final String root;
    private final Map<String, Directory> directories = new TreeMap<>();
    private final Map<String, Inode> names = new HashMap<>();
    private final Map<Integer, Open> descriptors = new HashMap<>();
    private final StringBuilder said = new StringBuilder();
    private int calls;

    DiskModel(Path root) {
        this.root = root.toString();
        directories.put(this.root, new Directory());
    }

    /** Everything that the process wrote to its standard output so far. */
    String said() {
        return said.toString();
    }

    void apply(SystemCalls.Call call) {
        switch (call.name()) {
            case "openat" -> open(call);
            case "close" -> descriptors.remove(call.descriptor());
            case "dup2" -> descriptors.remove((int) call.result());
            case "write", "writev" -> write(call);
            case "pwrite64" -> pwrite(call, Long.parseLong(call.argument(3)));
            case "lseek" -> seek(call);
            case "fsync", "fdatasync" -> sync(call);
            case "ftruncate" -> truncate(call);
            case "fallocate" -> allocate(call);
            case "rename" -> rename(call.path(0), call.path(1));
            case "renameat", "renameat2", "link", "linkat", "pwritev" -> refuse(call);
            case "unlink" -> unlink(call.path(0));
            case "unlinkat" -> refuse(call);
            case "mkdir" -> makeDirectory(call.path(0));
            default -> {
                // changes no file
            }
        }
        calls++;
    }

    /** Only what concerns the store matters, and that it must understand. */
    private void refuse(SystemCalls.Call call) {
        for (byte[] string : call.strings()) {
            if (new String(string, StandardCharsets.UTF_8).startsWith(root)) {
                throw new IllegalStateException("not understood: " + call);
            }
        }
    }

    private void open(SystemCalls.Call call) {
        String path = call.path(0);
        int descriptor = (int) call.result();
        if (!path.startsWith(root)) {
            descriptors.remove(descriptor);
            return;
        }
        Directory directory = directories.get(path);
        if (directory != null) {
            descriptors.put(descriptor, new Open(null, directory));
            return;
        }
        Inode inode = names.get(path);
        if (inode == null) {
            inode = new Inode();
            names.put(path, inode);
            step(path, inode);
        } else if (call.argument(2).contains("O_TRUNC")) {
            inode.since.add(new Write(0, null, calls));
        }
        descriptors.put(descriptor, new Open(inode, null));
    }

    private void write(SystemCalls.Call call) {
        if (call.descriptor() == 1) {
            said.append(new String(call.written(), StandardCharsets.US_ASCII));
            return;
        }
        Open open = descriptors.get(call.descriptor());
        if (open != null && open.inode != null) {
            open.inode.since.add(new Write(open.position, call.written(), calls));
            open.position += call.result();
        }
    }

    private void pwrite(SystemCalls.Call call, long at) {
        Open open = descriptors.get(call.descriptor());
        if (open != null && open.inode != null) {
            open.inode.since.add(new Write(at, call.written(), calls));
        }
    }

    private void seek(SystemCalls.Call call) {
        Open open = descriptors.get(call.descriptor());
        if (open != null) {
            open.position = call.result();
        }
    }

    private void truncate(SystemCalls.Call call) {
        Open open = descriptors.get(call.descriptor());
        if (open != null && open.inode != null) {
            open.inode.since.add(new Write(Long.parseLong(call.argument(1)), null, calls));
        }
    }

    private void allocate(SystemCalls.Call call) {
        Open open = descriptors.get(call.descriptor());
        if (open != null && open.inode != null && !call.text().contains("FALLOC_FL_KEEP_SIZE")) {
            throw new IllegalStateException("not understood: " + call);
        }
    }

    /** Covers what had ended when the sync began. */
    private void sync(SystemCalls.Call call) {
        Open open = descriptors.get(call.descriptor());
        if (open == null) {
            return;
        }
        if (open.inode != null) {
            Inode inode = open.inode;
            while (!inode.since.isEmpty() && inode.since.get(0).number < call.begun()) {
                inode.synced = applied(inode.synced, inode.since.remove(0));
            }
        }
        if (open.directory != null) {
            open.directory.since.forEach(step -> apply(open.directory.synced, step));
            open.directory.since.clear();
        }
    }

    private void rename(String from, String to) {
        Inode inode = names.remove(from);
        if (inode != null) {
            names.put(to, inode);
            step(to, inode);
            step(from, null);
        }
    }

    private void unlink(String path) {
        if (names.remove(path) != null) {
            step(path, null);
        }
    }

    /** Directories are made at the first start and stay. */
    private void makeDirectory(String path) {
        if (path.startsWith(root)) {
            directories.putIfAbsent(path, new Directory());
        }
    }

    private void step(String path, @Nullable Inode inode) {
        int slash = path.lastIndexOf('/');
        directories
                .computeIfAbsent(path.substring(0, slash), p -> new Directory())
                .since
                .add(new Step(path.substring(slash + 1), inode));
    }

    private static void apply(Map<String, Inode> entries, Step step) {
        if (step.inode == null) {
            entries.remove(step.name);
        } else {
            entries.put(step.name, step.inode);
        }
    }

    private static byte[] applied(byte[] content, Write write) {
        byte[] octets = write.octets;
        if (octets == null) {
            return Arrays.copyOf(content, (int) write.at);
        }
        byte[] result = content.length < write.at + octets.length
                ? Arrays.copyOf(content, (int) write.at + octets.length)
                : content.clone();
        System.arraycopy(octets, 0, result, (int) write.at, octets.length);
        return result;
    }

    /** Writes what the disk holds when the power goes now. */
    void image(Path target, Unsynced unsynced, Random chance) throws IOException {
        for (Map.Entry<String, Directory> entry : directories.entrySet()) {
            Path copy = target.resolve(Path.of(root).relativize(Path.of(entry.getKey())));
            Files.createDirectories(copy);
            Directory directory = entry.getValue();
            Map<String, Inode> entries = new TreeMap<>(directory.synced);
            int steps = directory.since.size();
            int kept = unsynced == Unsynced.LOST ? 0 : unsynced == Unsynced.KEPT ? steps : chance.nextInt(steps + 1);
            directory.since.subList(0, kept).forEach(step -> apply(entries, step));
            for (Map.Entry<String, Inode> file : entries.entrySet()) {
                if (!"LOCK".equals(file.getKey())) {
                    Files.write(copy.resolve(file.getKey()), content(file.getValue(), unsynced, chance));
                }
            }
        }
    }

    private static byte[] content(Inode inode, Unsynced unsynced, Random chance) {
        byte[] content = inode.synced;
        for (Write write : inode.since) {
            if (unsynced == Unsynced.KEPT) {
                content = applied(content, write);
            } else if (unsynced == Unsynced.TORN) {
                content = torn(content, write, chance);
            }
        }
        return content;
    }

    /** Some pages of it; where a later page stays and an earlier one does not, there are zeros. */
    private static byte[] torn(byte[] content, Write write, Random chance) {
        byte[] octets = write.octets;
        if (octets == null) {
            return chance.nextBoolean() ? applied(content, write) : content;
        }
        byte[] result = content;
        int from = 0;
        while (from < octets.length) {
            int to = (int) Math.min(octets.length, (write.at + from) / PAGE * PAGE + PAGE - write.at);
            if (chance.nextBoolean()) {
                result = applied(result, new Write(write.at + from, Arrays.copyOfRange(octets, from, to), 0));
            }
            from = to;
        }
        return result;
    }
}
