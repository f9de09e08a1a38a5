package org.stampedemq.storage.rocksdb;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What a killed process leaves: its files as they are at this moment. And what disks do to files. */
final class Images {
    private Images() {}

    /** Copies a store while it is open and nothing is handed over: as if the process had been killed now. */
    static Path of(Path store, Path copy) throws IOException {
        try (Stream<Path> files = Files.walk(store)) {
            for (Path file : files.sorted(Comparator.naturalOrder()).toList()) {
                Path target = copy.resolve(store.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else if (!file.endsWith("LOCK")) {
                    Files.copy(file, target);
                }
            }
        }
        return copy;
    }

    static List<Path> files(Path directory, String ending) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        }
    }

    /** The log with the most in it. */
    static Path log(Path store) throws IOException {
        return files(store.resolve("rows"), ".log").stream()
                .max(Comparator.comparingLong(file -> file.toFile().length()))
                .orElseThrow();
    }

    static void flipBit(Path file, long at) throws IOException {
        try (RandomAccessFile octets = new RandomAccessFile(file.toFile(), "rw")) {
            octets.seek(at);
            int value = octets.read();
            octets.seek(at);
            octets.write(value ^ 0x10);
        }
    }

    static void truncate(Path file, long length) throws IOException {
        try (RandomAccessFile octets = new RandomAccessFile(file.toFile(), "rw")) {
            octets.setLength(length);
        }
    }
}
