package org.stampedemq.storage.rocksdb;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stampedemq.storage.Batch;
import org.stampedemq.storage.Message;
import org.stampedemq.storage.MessageStore;
import org.stampedemq.storage.Owner;

/**
 * What the engine does in a second, by hand: main with a directory on the disk to be measured
 * and, if it is to be another, the pause of the pacing in milliseconds. Prints rates, the share of
 * the committer's processor time in each message, and how many messages went with one sync.
 */
final class StoreSpeed {
    private static final Logger LOG = LoggerFactory.getLogger(StoreSpeed.class);
    private static final String QUEUE = "/queue/speed";

    private final RocksDbEngine engine;
    private final Owner owner = new Owner("speed-owner");
    private final MessageStore store;

    private StoreSpeed(RocksDbEngine engine) {
        this.engine = engine;
        this.store = engine.open(owner);
    }

    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        RocksDbSettings d = TestEngines.settings();
        RocksDbSettings settings = new RocksDbSettings(
                d.segmentThresholdBytes(),
                d.segmentBytes(),
                d.maxBytes(),
                0,
                d.maxQueuedBytes(),
                d.maxWalBytes(),
                d.writeBufferBytes(),
                d.cacheBytes(),
                d.readers(),
                d.maxQueuedReads(),
                d.soon(),
                arguments.length > 1 ? Duration.ofMillis(Integer.parseInt(arguments[1])) : d.pause());
        RocksDbEngine engine = TestEngines.open(directory.resolve("speed"), InstantSource.system(), settings);
        StoreSpeed speed = new StoreSpeed(engine);
        for (int round = 0; round < 2; round++) {
            speed.pipelined(256, 300_000, false);
            speed.pipelined(256, 300_000, true);
            speed.pipelined(4_096, 500_000, true);
            speed.waiting(1, 3_000);
            speed.waiting(16, 20_000);
            speed.deep(100_000);
        }
        engine.close();
        long begin = System.nanoTime();
        engine = TestEngines.open(directory.resolve("speed"), InstantSource.system());
        LOG.info("opened in {} ms", (System.nanoTime() - begin) / 1_000_000);
        engine.close();
        try (var files = Files.walk(directory.resolve("speed"))) {
            files.sorted(java.util.Comparator.reverseOrder()).forEach(StoreSpeed::delete);
        }
        speed.owner.close();
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private Message message() {
        return Message.draft(QUEUE, 1_024).persistent(true).seal().withSequence(store.nextSequence());
    }

    /** So many messages under way, each in a batch of its own; removed again with the next, or left. */
    private void pipelined(int window, int count, boolean removing) throws Exception {
        Semaphore free = new Semaphore(window);
        ArrayDeque<Message> stored = new ArrayDeque<>();
        long begin = System.nanoTime();
        long cpu = committerNanos();
        EngineStats before = engine.stats();
        for (int sent = 0; sent < count; ) {
            free.acquire();
            int more = Math.min(count - sent - 1, free.availablePermits());
            free.acquire(more);
            int now = more + 1;
            sent += now;
            owner.execute(() -> {
                for (int i = 0; i < now; i++) {
                    Message message = message();
                    var unused = store.apply(new Batch().store(message)).thenRun(() -> {
                        if (removing) {
                            stored.add(message);
                        }
                        free.release();
                    });
                }
                if (removing && !stored.isEmpty()) {
                    Batch removals = new Batch();
                    while (!stored.isEmpty()) {
                        removals.remove(stored.remove());
                    }
                    var unused = store.apply(removals);
                }
            });
        }
        free.acquire(window);
        report((removing ? "store and remove" : "store") + ", window " + window, count, begin, cpu, before);
        removeEverything();
    }

    /** So many producers, each waiting for its receipt before it sends again. */
    private void waiting(int producers, int count) throws Exception {
        Semaphore done = new Semaphore(0);
        long begin = System.nanoTime();
        long cpu = committerNanos();
        EngineStats before = engine.stats();
        for (int i = 0; i < producers; i++) {
            owner.execute(() -> again(count / producers, done));
        }
        done.acquire(producers);
        report(producers + " waiting", count, begin, cpu, before);
        removeEverything();
    }

    private void again(int left, Semaphore done) {
        if (left == 0) {
            done.release();
            return;
        }
        var unused = store.apply(new Batch().store(message())).thenRun(() -> again(left - 1, done));
    }

    private void deep(int depth) throws Exception {
        List<CompletableFuture<Void>> stages = new ArrayList<>();
        for (int i = 0; i < depth; i += 1_000) {
            stages.add(owner.start(() -> {
                Batch batch = new Batch();
                for (int j = 0; j < 1_000; j++) {
                    batch.store(message());
                }
                return store.apply(batch);
            }));
            if (stages.size() > 16) {
                Owner.wait(stages.remove(0));
            }
        }
        for (CompletableFuture<Void> stage : stages) {
            Owner.wait(stage);
        }
        long[] nanos = new long[depth / 100];
        long begin = System.nanoTime();
        long cpu = committerNanos();
        EngineStats before = engine.stats();
        for (int i = 0; i < nanos.length; i++) {
            long start = System.nanoTime();
            var claims = owner.call(() -> store.claim(QUEUE, "a", 100));
            nanos[i] = System.nanoTime() - start;
            Batch removals = new Batch();
            claims.forEach(claim -> removals.remove(claim.message()));
            var unused = owner.start(() -> store.apply(removals));
        }
        owner.call(store::flush);
        report("claim 100 and remove", depth, begin, cpu, before);
        Arrays.sort(nanos);
        LOG.info(
                "claim of 100: p50 {} µs, p99 {} µs",
                nanos[nanos.length / 2] / 1_000,
                nanos[nanos.length * 99 / 100] / 1_000);
    }

    private void removeEverything() throws Exception {
        while (!owner.call(() -> store.removeAll(QUEUE, 4_000)).isEmpty()) {
            owner.call(store::flush);
        }
    }

    private void report(String what, int count, long begin, long cpu, EngineStats before) {
        double seconds = (System.nanoTime() - begin) / 1e9;
        long groups = Math.max(1, engine.stats().groups() - before.groups());
        LOG.info(
                "{}: {} messages/s, committer {} µs each, {} in a group, {} groups/s",
                what,
                Math.round(count / seconds),
                String.format("%.2f", (committerNanos() - cpu) / 1e3 / count),
                count / groups,
                Math.round(groups / seconds));
    }

    private static long committerNanos() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        for (ThreadInfo thread : threads.dumpAllThreads(false, false)) {
            if ("stampede-committer".equals(thread.getThreadName())) {
                return threads.getThreadCpuTime(thread.getThreadId());
            }
        }
        return 0;
    }
}
