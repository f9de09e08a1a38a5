package org.stampedemq.storage.memory;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.stampedemq.storage.Batch;
import org.stampedemq.storage.Capability;
import org.stampedemq.storage.Claim;
import org.stampedemq.storage.ClaimTable;
import org.stampedemq.storage.Counts;
import org.stampedemq.storage.Message;
import org.stampedemq.storage.MessageStore;
import org.stampedemq.storage.Recovery;
import org.stampedemq.storage.StoreException;

/**
 * One owner's door to a {@link MemoryEngine}. Every change takes effect within the call; the stage completes by a task of
 * its own on the owner's executor, as it does with engines that take longer. Claims live here, one table a destination.
 */
final class MemoryStore implements MessageStore {
    private static final int SCAN_PAGE = 256;

    @FunctionalInterface
    private interface Work<T> {
        T run() throws StoreException;
    }

    private final MemoryEngine engine;
    private final Executor owner;
    private final InstantSource clock;
    private final Map<String, ClaimTable> tables = new HashMap<>();
    private volatile boolean closed;

    MemoryStore(MemoryEngine engine, Executor owner, InstantSource clock) {
        this.engine = engine;
        this.owner = owner;
        this.clock = clock;
    }

    @Override
    public Set<Capability> capabilities() {
        return EnumSet.of(Capability.BOUNDED);
    }

    @Override
    public long nextSequence() {
        return engine.nextSequence();
    }

    @Override
    public CompletionStage<Void> apply(Batch batch) {
        return answer(() -> {
            engine.apply(batch);
            for (Batch.Change change : batch.changes()) {
                if (change instanceof Batch.Store store && store.message().dueAtMillis() == 0) {
                    table(store.message().destination()).stored(store.message().sequence());
                } else if (change instanceof Batch.Remove remove) {
                    table(remove.destination()).removed(remove.sequence());
                } else if (change instanceof Batch.Failed failed) {
                    table(failed.destination()).failed(failed.sequence(), failed.failures(), failed.notBeforeMillis());
                }
            }
            return done();
        });
    }

    @Override
    public CompletionStage<List<Message>> get(String destination, long... sequences) {
        return answer(() -> engine.get(destination, sequences));
    }

    @Override
    public CompletionStage<List<Message>> oldest(
            String destination, long above, long below, int maxMessages, long maxBytes) {
        return answer(() -> engine.oldest(destination, above, below, maxMessages, maxBytes));
    }

    @Override
    public CompletionStage<List<Claim>> claim(String destination, String claimant, int maxMessages) {
        return answer(() -> {
            long now = clock.millis();
            ClaimTable table = table(destination);
            List<Claim> claims = new ArrayList<>();
            long[] behind = table.behind(maxMessages, now);
            while (behind.length > 0 && claims.size() < maxMessages) {
                List<Message> found = engine.get(destination, behind);
                table.missing(behind, found);
                claims.addAll(table.take(claimant, found, maxMessages - claims.size(), now));
                behind = table.behind(maxMessages - claims.size(), now);
            }
            while (claims.size() < maxMessages) {
                int wanted = Math.min(SCAN_PAGE, maxMessages - claims.size());
                List<Message> found =
                        engine.oldest(destination, table.cursor(), Long.MAX_VALUE, wanted, Long.MAX_VALUE);
                if (found.isEmpty()) {
                    break;
                }
                claims.addAll(table.take(claimant, found, wanted, now));
                table.scanned(found.get(found.size() - 1).sequence());
            }
            return claims;
        });
    }

    @Override
    public CompletionStage<Integer> release(
            String destination, boolean failed, long notBeforeMillis, long... sequences) {
        return answer(() -> giveBack(destination, failed, notBeforeMillis, sequences));
    }

    @Override
    public CompletionStage<Integer> releaseAll(String claimant, boolean failed) {
        return answer(() -> {
            int released = 0;
            for (Map.Entry<String, ClaimTable> table : tables.entrySet()) {
                released += giveBack(table.getKey(), failed, 0, table.getValue().of(claimant));
            }
            return released;
        });
    }

    @Override
    public CompletionStage<Integer> releaseDestination(String destination) {
        return answer(() -> giveBack(destination, false, 0, table(destination).all()));
    }

    private int giveBack(String destination, boolean failed, long notBeforeMillis, long... sequences)
            throws StoreException {
        ClaimTable table = table(destination);
        Batch failures = new Batch();
        int released = 0;
        for (long sequence : sequences) {
            if (table.release(sequence, failed, notBeforeMillis)) {
                released++;
                if (failed || notBeforeMillis != 0) {
                    failures.add(new Batch.Failed(destination, sequence, table.failures(sequence), notBeforeMillis));
                }
            }
        }
        engine.apply(failures);
        return released;
    }

    @Override
    public CompletionStage<List<Message>> remove(String destination, long... sequences) {
        return answer(() -> forget(destination, engine.remove(destination, sequences)));
    }

    @Override
    public CompletionStage<List<Message>> removeAll(String destination, int maxMessages) {
        return answer(() -> forget(destination, engine.removeLowest(destination, maxMessages)));
    }

    @Override
    public CompletionStage<List<Message>> move(String from, String to, long... sequences) {
        return answer(() -> {
            ClaimTable source = table(from);
            List<Message> moved = engine.move(from, to, sequences);
            for (long sequence : sequences) {
                source.removed(sequence);
            }
            for (Message message : moved) {
                if (message.dueAtMillis() == 0) {
                    table(to).stored(message.sequence());
                }
            }
            return moved;
        });
    }

    private List<Message> forget(String destination, List<Message> removed) {
        ClaimTable table = table(destination);
        removed.forEach(message -> table.removed(message.sequence()));
        return removed;
    }

    @Override
    public CompletionStage<Recovery> recover(String destination) {
        return answer(() -> engine.recover(destination));
    }

    @Override
    public CompletionStage<List<Message>> due(long nowMillis, int maxMessages) {
        return answer(() -> engine.due(nowMillis, maxMessages));
    }

    @Override
    public CompletionStage<List<Message>> expired(long nowMillis, int maxMessages) {
        return answer(() -> engine.expired(nowMillis, maxMessages));
    }

    @Override
    public CompletionStage<Counts> counts(String destination) {
        return answer(() -> engine.counts(destination, table(destination).claimed()));
    }

    @Override
    public CompletionStage<List<String>> destinations() {
        return answer(engine::names);
    }

    @Override
    public CompletionStage<Void> flush() {
        return answer(MemoryStore::done);
    }

    @Override
    public CompletionStage<Void> checkpoint(Path directory) {
        return answer(() -> {
            throw new StoreException(
                    StoreException.Kind.UNAVAILABLE, "The memory store keeps nothing that could be copied to disk.");
        });
    }

    @Override
    public CompletionStage<List<String>> verify() {
        return answer(List::of);
    }

    @Override
    public void close() {
        closed = true;
    }

    private ClaimTable table(String destination) {
        return tables.computeIfAbsent(destination, name -> new ClaimTable(engine.recover(name)));
    }

    private <T> CompletionStage<T> answer(Work<T> work) {
        CompletableFuture<T> stage = new CompletableFuture<>();
        try {
            if (closed || engine.isClosed()) {
                throw new StoreException(StoreException.Kind.CLOSED, "The memory store is closed.");
            }
            T result = work.run();
            owner.execute(() -> stage.complete(result));
        } catch (StoreException refused) {
            owner.execute(() -> stage.completeExceptionally(refused));
        }
        return stage;
    }

    /** The only value a stage of nothing can have. */
    @SuppressWarnings("NullAway")
    private static Void done() {
        return null;
    }
}
