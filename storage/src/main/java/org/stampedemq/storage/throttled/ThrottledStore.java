package org.stampedemq.storage.throttled;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stampedemq.storage.Batch;
import org.stampedemq.storage.Capability;
import org.stampedemq.storage.Claim;
import org.stampedemq.storage.Counts;
import org.stampedemq.storage.Message;
import org.stampedemq.storage.MessageStore;
import org.stampedemq.storage.Recovery;
import org.stampedemq.storage.StoreException;

/**
 * Bounds the writes on their way to the store behind and holds back the rest; see the package comment. While nothing is held
 * back it adds a count to each batch and nothing to reads. A batch that the front store has no room for is refused as
 * {@link StoreException.Kind#FULL}. Verbs that need the whole picture of the engine (counts, due, expired, recovery, moves,
 * removing everything, copies) wait for the queue.
 *
 * <p>For one owner, on its thread; none but {@link #close} blocks.
 */
public final class ThrottledStore implements MessageStore {
    private static final Logger LOG = LoggerFactory.getLogger(ThrottledStore.class);

    private final MessageStore behind;
    private final MessageStore front;
    private final ThrottleSettings settings;
    private final Executor owner;
    private final HeldWrites writes;
    private final MergedReads reads;
    private final TableClaims claims;
    private volatile boolean closing;
    private volatile boolean closed;

    /**
     * @param behind a door opened for the same owner; closed with this
     * @param front a door opened for the same owner, to an engine that is used for nothing else and is empty; holds the
     *     bodies of what is held back; closed with this
     * @param clockMillis epoch milliseconds
     */
    public ThrottledStore(
            MessageStore behind,
            MessageStore front,
            ThrottleSettings settings,
            Executor owner,
            LongSupplier clockMillis) {
        this.behind = behind;
        this.front = front;
        this.settings = settings;
        this.owner = owner;
        this.writes = new HeldWrites(behind, front, settings);
        this.reads = new MergedReads(behind, front, writes);
        this.claims = new TableClaims(behind, writes, reads, clockMillis);
    }

    /** False while more is held back than the settings allow: stop reading producers until it is true again. */
    public boolean accepting() {
        return writes.heldBytes() <= settings.maxHeldBytes();
    }

    /** Octets of records that are held back. */
    public long heldBytes() {
        return writes.heldBytes();
    }

    /** Messages that were removed before they had to be written, since the start. */
    public long writesSaved() {
        return writes.writesSaved();
    }

    @Override
    public Set<Capability> capabilities() {
        Set<Capability> capabilities = EnumSet.of(Capability.BOUNDED);
        capabilities.addAll(behind.capabilities());
        capabilities.remove(Capability.LEASES);
        return capabilities;
    }

    @Override
    public long nextSequence() {
        return behind.nextSequence();
    }

    @Override
    public CompletionStage<Void> apply(Batch batch) {
        if (closed) {
            return CompletableFuture.failedStage(closedException());
        }
        claims.applied(batch);
        return writes.apply(batch);
    }

    @Override
    public CompletionStage<List<Message>> get(String destination, long... sequences) {
        return verb(() -> reads.get(destination, sequences));
    }

    @Override
    public CompletionStage<List<Message>> oldest(
            String destination, long above, long below, int maxMessages, long maxBytes) {
        return verb(() -> reads.oldest(destination, above, below, maxMessages, maxBytes));
    }

    @Override
    public CompletionStage<List<Claim>> claim(String destination, String claimant, int maxMessages) {
        return verb(() -> claims.claim(destination, claimant, maxMessages));
    }

    @Override
    public CompletionStage<Integer> release(
            String destination, boolean failed, long notBeforeMillis, long... sequences) {
        return verb(() -> claims.release(destination, failed, notBeforeMillis, sequences));
    }

    @Override
    public CompletionStage<Integer> releaseAll(String claimant, boolean failed) {
        return verb(() -> claims.releaseAll(claimant, failed));
    }

    @Override
    public CompletionStage<Integer> releaseDestination(String destination) {
        return verb(() -> claims.releaseDestination(destination));
    }

    /** What is held back goes at once and is never written; the rest as soon as the store behind answers. */
    @Override
    public CompletionStage<List<Message>> remove(String destination, long... sequences) {
        return verb(() -> {
            List<Long> here = new ArrayList<>();
            List<Long> there = new ArrayList<>();
            for (long sequence : sequences) {
                claims.removed(destination, sequence);
                if (!writes.hides(sequence)) {
                    (writes.holds(sequence) ? here : there).add(sequence);
                }
            }
            if (here.isEmpty()) {
                return behind.remove(destination, MergedReads.longs(there));
            }
            CompletionStage<List<Message>> held = front.get(destination, MergedReads.longs(here));
            here.forEach(writes::cancel);
            return held.thenCombine(behind.remove(destination, MergedReads.longs(there)), (a, b) -> {
                TreeMap<Long, Message> removed = new TreeMap<>();
                a.forEach(message -> removed.put(message.sequence(), message));
                b.forEach(message -> removed.put(message.sequence(), message));
                return List.copyOf(removed.values());
            });
        });
    }

    @Override
    public CompletionStage<List<Message>> removeAll(String destination, int maxMessages) {
        return drained(() -> behind.removeAll(destination, maxMessages).thenApply(removed -> {
            removed.forEach(message -> claims.removed(destination, message.sequence()));
            return removed;
        }));
    }

    @Override
    public CompletionStage<List<Message>> move(String from, String to, long... sequences) {
        return drained(() -> behind.move(from, to, sequences).thenApply(moved -> {
            for (long sequence : sequences) {
                claims.removed(from, sequence);
            }
            for (Message message : moved) {
                if (message.dueAtMillis() == 0) {
                    claims.stored(to, message.sequence());
                }
            }
            return moved;
        }));
    }

    @Override
    public CompletionStage<Recovery> recover(String destination) {
        return drained(() -> behind.recover(destination));
    }

    @Override
    public CompletionStage<List<Message>> due(long nowMillis, int maxMessages) {
        return drained(() -> behind.due(nowMillis, maxMessages));
    }

    @Override
    public CompletionStage<List<Message>> expired(long nowMillis, int maxMessages) {
        return drained(() -> behind.expired(nowMillis, maxMessages));
    }

    @Override
    public CompletionStage<Counts> counts(String destination) {
        return drained(() -> behind.counts(destination)
                .thenApply(counts ->
                        new Counts(counts.messages(), counts.bytes(), claims.claimed(destination), counts.delayed())));
    }

    @Override
    public CompletionStage<List<String>> destinations() {
        return drained(behind::destinations);
    }

    @Override
    public CompletionStage<Void> flush() {
        return drained(behind::flush);
    }

    @Override
    public CompletionStage<Void> checkpoint(Path directory) {
        return drained(() -> behind.checkpoint(directory));
    }

    @Override
    public CompletionStage<List<String>> verify() {
        return drained(behind::verify);
    }

    @Override
    public void close() {
        if (closing) {
            return;
        }
        closing = true;
        CompletableFuture<Void> flushed = new CompletableFuture<>();
        try {
            owner.execute(() -> flush().whenComplete((done, thrown) -> {
                if (thrown == null) {
                    flushed.complete(null);
                } else {
                    flushed.completeExceptionally(thrown);
                }
            }));
            flushed.join();
        } catch (RejectedExecutionException | CompletionException e) {
            LOG.warn("What was held back could not be written at the end", e);
        }
        closed = true;
        behind.close();
        front.close();
    }

    /** Runs when what is held back now has gone. Later batches may be held back again by then. */
    private <T> CompletionStage<T> drained(Supplier<CompletionStage<T>> work) {
        return verb(() -> writes.isEmpty() ? work.get() : writes.drained().thenCompose(done -> work.get()));
    }

    private <T> CompletionStage<T> verb(Supplier<CompletionStage<T>> work) {
        if (closed) {
            return CompletableFuture.failedStage(closedException());
        }
        CompletableFuture<T> result = new CompletableFuture<>();
        work.get().whenComplete((value, thrown) -> {
            if (thrown == null) {
                result.complete(value);
            } else {
                result.completeExceptionally(MergedReads.cause(thrown));
            }
        });
        return result;
    }

    private static StoreException closedException() {
        return new StoreException(StoreException.Kind.CLOSED, "The throttled store is closed.");
    }
}
