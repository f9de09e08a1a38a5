package org.stampedemq.storage.rocksdb;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.stampedemq.storage.Batch;
import org.stampedemq.storage.Message;
import org.stampedemq.storage.MessageStore;
import org.stampedemq.storage.Owner;

/**
 * A process of its own that works on a store until it is killed, and says what it does: "H 7 +12 +13 -9" before batch 7,
 * which stores 12 and 13 and removes 9, is handed over; "A 7" after it was answered. Each line is one write.
 *
 * <p>Arguments: directory, seed, batches. Its buffers and segments are small, so that a short life meets flushes,
 * compactions and deleted segments.
 */
final class StoreWorker {
    static final String QUEUE = "/queue/work";
    private static final int UNDER_WAY = 16;
    private static final int KEPT = 150;

    private final OutputStream out = new FileOutputStream(FileDescriptor.out);
    private final Semaphore underWay = new Semaphore(UNDER_WAY);
    private final List<Message> live = new ArrayList<>();
    private final Random random;
    private final MessageStore store;
    private final Owner owner;

    private StoreWorker(MessageStore store, Owner owner, long seed) {
        this.store = store;
        this.owner = owner;
        this.random = new Random(seed);
    }

    static RocksDbSettings settings() {
        RocksDbSettings d = RocksDbSettings.defaults();
        return new RocksDbSettings(
                d.segmentThresholdBytes(),
                256 << 10,
                d.maxBytes(),
                0,
                d.maxQueuedBytes(),
                256 << 10,
                512 << 10,
                8 << 20,
                2,
                1_000,
                d.soon(),
                d.pause());
    }

    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        try (RocksDbEngine engine = RocksDbEngine.open(
                        directory,
                        settings(),
                        InstantSource.system(),
                        System::nanoTime,
                        fatal -> Runtime.getRuntime().halt(3));
                Owner owner = new Owner("worker")) {
            StoreWorker worker = new StoreWorker(engine.open(owner), owner, Long.parseLong(arguments[1]));
            worker.live.addAll(
                    owner.call(() -> worker.store.oldest(QUEUE, 0, Long.MAX_VALUE, Integer.MAX_VALUE, Long.MAX_VALUE)));
            worker.work(Integer.parseInt(arguments[2]));
        }
    }

    private void work(int batches) throws Exception {
        for (int number = 1; number <= batches; number++) {
            underWay.acquire();
            int current = number;
            CompletableFuture<Void> answered = owner.start(() -> {
                StringBuilder line = new StringBuilder("H ").append(current);
                Batch batch = next(line);
                say(line.append('\n').toString());
                return store.apply(batch);
            });
            var unused = answered.whenComplete((done, refused) -> {
                if (refused == null) {
                    say("A " + current + "\n");
                }
                underWay.release();
            });
        }
        underWay.acquire(UNDER_WAY);
    }

    private Batch next(StringBuilder line) {
        Batch batch = new Batch().urgent();
        for (int i = random.nextInt(4); i >= 0; i--) {
            Message message = made(store.nextSequence());
            live.add(message);
            batch.store(message);
            line.append(" +").append(message.sequence());
        }
        int removals = live.size() > KEPT ? 8 : random.nextInt(4);
        for (int i = 0; i < removals && !live.isEmpty(); i++) {
            Message message = live.remove(random.nextInt(live.size()));
            batch.remove(message);
            line.append(" -").append(message.sequence());
        }
        return batch;
    }

    /** The message that belongs to a sequence: every fifth goes to a segment. */
    static Message made(long sequence) {
        Random content = new Random(sequence);
        int octets = content.nextInt(5) == 0 ? 9_000 + content.nextInt(20_000) : 100 + content.nextInt(1_500);
        byte[] body = new byte[octets];
        content.nextBytes(body);
        Message.Draft draft = Message.draft(QUEUE, octets).persistent(true);
        draft.content().put(body);
        return draft.seal().withSequence(sequence);
    }

    private void say(String line) {
        try {
            out.write(line.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }
}
