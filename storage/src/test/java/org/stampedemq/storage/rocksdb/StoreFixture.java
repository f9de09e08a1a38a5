package org.stampedemq.storage.rocksdb;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.stampedemq.storage.Batch;
import org.stampedemq.storage.HandMovedClock;
import org.stampedemq.storage.Message;
import org.stampedemq.storage.MessageStore;
import org.stampedemq.storage.Owner;

/** One engine with one owner, for tests of what only this engine does. */
abstract class StoreFixture {
    static final String QUEUE = "/queue/orders";

    final Owner owner = new Owner("test-owner");
    final HandMovedClock clock = new HandMovedClock();

    @TempDir
    Path directory;

    private @Nullable RocksDbEngine engine;
    private @Nullable MessageStore store;

    final Path files() {
        return directory.resolve("store");
    }

    final void open(Path files, RocksDbSettings settings) throws Exception {
        engine = TestEngines.open(files, clock, settings);
        store = engine.open(owner);
    }

    final void open(Path files) throws Exception {
        open(files, TestEngines.settings());
    }

    final MessageStore store() {
        return TestEngines.present(store);
    }

    final RocksDbEngine engine() {
        return TestEngines.present(engine);
    }

    @AfterEach
    final void shut() {
        if (engine != null) {
            engine.close();
            engine = null;
        }
    }

    final Message message(int octets, long seed) {
        byte[] body = new byte[octets];
        new Random(seed).nextBytes(body);
        Message.Draft draft = Message.draft(QUEUE, octets).persistent(true);
        draft.content().put(body);
        return draft.seal().withSequence(store().nextSequence());
    }

    /** Each in a batch of its own, acknowledged. */
    final List<Message> store(int count, int octets) throws Exception {
        List<Message> messages = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Message message = message(octets, i);
            apply(new Batch().store(message));
            messages.add(message);
        }
        return messages;
    }

    final void apply(Batch batch) throws Exception {
        owner.call(() -> store().apply(batch));
    }

    final List<Message> oldest(int max) throws Exception {
        return owner.call(() -> store().oldest(QUEUE, 0, Long.MAX_VALUE, max, Long.MAX_VALUE));
    }

    static List<Long> ids(List<Message> messages) {
        return messages.stream().map(Message::sequence).toList();
    }
}
