package org.stampedemq.storage.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * After a power cut only what was synced is left, and some of the rest: then everything answered is there, no batch by
 * half, nothing back that was removed and answered. The system calls of a working process are recorded, disks as of many
 * moments are built from them, and each is opened. Needs strace.
 */
@Tag("strace")
final class PowerCutTest {
    @TempDir
    Path directory;

    @Test
    void atMomentsChosenByChance() throws Exception {
        cut(1, 250, 15);
    }

    @Test
    @Tag("torture")
    @Timeout(1_800)
    void atManyMoments() throws Exception {
        for (int seed = 2; seed < 6; seed++) {
            cut(seed, 800, 60);
        }
    }

    private void cut(int seed, int batches, int moments) throws Exception {
        Path store = directory.resolve("store" + seed);
        Path trace = directory.resolve("trace" + seed);
        List<String> strace = List.of(
                "strace", "-f", "-xx", "-s", "33554432", "-e", "trace=" + SystemCalls.TRACED, "-o", trace.toString());
        Process worker = KilledTest.start(strace, store, seed, batches);
        worker.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
        assertThat(worker.waitFor()).isZero();
        List<SystemCalls.Call> calls = SystemCalls.read(trace);
        Files.delete(trace);
        Random chance = new Random(seed);
        TreeSet<Integer> when = new TreeSet<>();
        int begin = firstAnswer(calls);
        while (when.size() < moments) {
            when.add(begin + chance.nextInt(calls.size() - begin));
        }
        DiskModel disk = new DiskModel(store);
        int reached = 0;
        for (int moment : when) {
            for (SystemCalls.Call call : calls.subList(reached, moment)) {
                disk.apply(call);
            }
            reached = moment;
            for (DiskModel.Unsynced unsynced : DiskModel.Unsynced.values()) {
                Path image = directory.resolve("image-" + seed + "-" + moment + "-" + unsynced);
                disk.image(image, unsynced, chance);
                check(disk, image);
            }
        }
    }

    private static int firstAnswer(List<SystemCalls.Call> calls) {
        for (int i = 0; i < calls.size(); i++) {
            SystemCalls.Call call = calls.get(i);
            if ("write".equals(call.name()) && call.descriptor() == 1 && call.written()[0] == 'A') {
                return i;
            }
        }
        throw new AssertionError("the worker answered nothing");
    }

    private static void check(DiskModel disk, Path image) throws Exception {
        WorkLedger ledger = new WorkLedger();
        disk.said().lines().forEach(ledger::read);
        assertThat(ledger.answered()).isPositive();
        try (RocksDbEngine engine = TestEngines.open(image, InstantSource.system(), StoreWorker.settings())) {
            ledger.check(engine);
        } catch (Exception | AssertionError failed) {
            throw new AssertionError("the disk " + image, failed);
        }
    }
}
