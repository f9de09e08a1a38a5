package org.stampedemq.storage.rocksdb;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.stampedemq.storage.Batch;
import org.stampedemq.storage.Capability;
import org.stampedemq.storage.Claim;
import org.stampedemq.storage.Counts;
import org.stampedemq.storage.Message;
import org.stampedemq.storage.MessageStore;
import org.stampedemq.storage.Recovery;
import org.stampedemq.storage.StoreException;

/**
 * One owner's door to a {@link RocksDbEngine}. All its state belongs to the owner's thread. A read waits until what the
 * owner handed over before is committed, and hurries that along; verbs that read and then change follow one another.
 */
final class RocksDbStore implements MessageStore, Answers {
    private static final long REMOVE_PAGE_BYTES = 16L << 20;

    private record Parked(long ticket, Runnable read) {}

    private final RocksDbEngine engine;
    private final Executor owner;
    private final Map<String, ClaimDesk> desks = new HashMap<>();
    private final ArrayDeque<Parked> parked = new ArrayDeque<>();
    private final InstantSource clock;
    private CompletionStage<?> lastExclusive = CompletableFuture.completedFuture(true);
    private long handedOver;
    private long committed;
    private long claimsWaitFor;
    private volatile boolean closed;

    RocksDbStore(RocksDbEngine engine, Executor owner, InstantSource clock) {
        this.engine = engine;
        this.owner = owner;
        this.clock = clock;
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of(Capability.DURABLE, Capability.BOUNDED, Capability.CHECKPOINT);
    }

    @Override
    public long nextSequence() {
        return engine.sequences().next();
    }

    // ---- changes

    @Override
    public CompletionStage<Void> apply(Batch batch) {
        StoreException refused = refusal(batch);
        if (refused != null) {
            return failed(refused);
        }
        Submission submission = new Submission(this, batch);
        handedOver++;
        if (!endsClaimsOnly(batch)) {
            claimsWaitFor = handedOver;
        }
        engine.committer().submit(submission);
        return submission.stage;
    }

    /** Such a batch need not be waited for by a claim: what it removes is claimed until it is gone. */
    private boolean endsClaimsOnly(Batch batch) {
        if (desks.isEmpty()) {
            return false;
        }
        for (Batch.Change change : batch.changes()) {
            boolean ends = change instanceof Batch.HandedOut
                    || change instanceof Batch.LowWater
                    || (change instanceof Batch.Remove remove && isClaimed(remove));
            if (!ends) {
                return false;
            }
        }
        return true;
    }

    private boolean isClaimed(Batch.Remove remove) {
        ClaimDesk desk = desks.get(remove.destination());
        return desk != null && desk.isClaimed(remove.sequence());
    }

    private @Nullable StoreException refusal(Batch batch) {
        if (closed) {
            return new StoreException(StoreException.Kind.CLOSED, "The store is closed.");
        }
        return batch.bytes() > 0 ? engine.overfull() : null;
    }

    /** The committer's thread hands back a group: one task for all of it. */
    @Override
    public void done(List<Submission> submissions) {
        onOwner(() -> {
            for (Submission submission : submissions) {
                committed++;
                if (submission.refusal == null && !desks.isEmpty()) {
                    tellDesks(submission.batch);
                }
                submission.complete();
            }
            while (!parked.isEmpty() && parked.peek().ticket <= committed) {
                parked.remove().read.run();
            }
        });
    }

    private void tellDesks(Batch batch) {
        for (Batch.Change change : batch.changes()) {
            if (change instanceof Batch.Store store) {
                ClaimDesk desk = desks.get(store.message().destination());
                if (desk != null && store.message().dueAtMillis() == 0) {
                    desk.stored(store.message().sequence());
                }
            } else if (change instanceof Batch.Remove remove) {
                ClaimDesk desk = desks.get(remove.destination());
                if (desk != null) {
                    desk.removed(remove.sequence());
                }
            } else if (change instanceof Batch.Failed failed) {
                ClaimDesk desk = desks.get(failed.destination());
                if (desk != null) {
                    desk.failed(failed);
                }
            }
        }
    }

    @Override
    public CompletionStage<Void> flush() {
        return apply(new Batch().urgent());
    }

    // ---- reads

    Rows rows() {
        return engine.rows();
    }

    @Override
    public CompletionStage<List<Message>> get(String destination, long... sequences) {
        return read(database -> engine.rows().get(database, destination, sequences));
    }

    @Override
    public CompletionStage<List<Message>> oldest(
            String destination, long above, long below, int maxMessages, long maxBytes) {
        return read(database -> engine.rows().oldest(database, destination, above, below, maxMessages, maxBytes));
    }

    @Override
    public CompletionStage<Recovery> recover(String destination) {
        return read(database -> engine.rows().recover(database, destination));
    }

    @Override
    public CompletionStage<List<Message>> due(long nowMillis, int maxMessages) {
        return read(database -> engine.rows().due(database, nowMillis, maxMessages));
    }

    @Override
    public CompletionStage<List<Message>> expired(long nowMillis, int maxMessages) {
        return read(database -> engine.rows().expired(database, nowMillis, maxMessages));
    }

    @Override
    public CompletionStage<Counts> counts(String destination) {
        return afterCommit(() -> {
            Head head = engine.heads().find(destination);
            ClaimDesk desk = desks.get(destination);
            return head == null ? Counts.NONE : head.counts(desk == null ? 0 : desk.claimed());
        });
    }

    @Override
    public CompletionStage<List<String>> destinations() {
        return afterCommit(() -> engine.heads().holding());
    }

    // ---- claims

    @Override
    public CompletionStage<List<Claim>> claim(String destination, String claimant, int maxMessages) {
        return exclusive(
                () -> desk(destination).thenCompose(desk -> desk.claim(claimant, maxMessages, clock.millis())));
    }

    @Override
    public CompletionStage<Integer> release(
            String destination, boolean failed, long notBeforeMillis, long... sequences) {
        return exclusive(() -> desk(destination).thenCompose(desk -> desk.release(failed, notBeforeMillis, sequences)));
    }

    @Override
    public CompletionStage<Integer> releaseAll(String claimant, boolean failed) {
        return exclusive(() -> {
            CompletionStage<Integer> sum = CompletableFuture.completedFuture(0);
            for (ClaimDesk desk : List.copyOf(desks.values())) {
                long[] has = desk.of(claimant);
                if (has.length > 0) {
                    sum = sum.thenCombine(desk.release(failed, 0, has), Integer::sum);
                }
            }
            return sum;
        });
    }

    @Override
    public CompletionStage<Integer> releaseDestination(String destination) {
        return exclusive(() -> desk(destination).thenCompose(desk -> desk.release(false, 0, desk.all())));
    }

    private CompletionStage<ClaimDesk> desk(String destination) {
        ClaimDesk desk = desks.get(destination);
        if (desk != null) {
            return CompletableFuture.completedFuture(desk);
        }
        return recover(destination)
                .thenApply(recovery -> desks.computeIfAbsent(destination, name -> new ClaimDesk(name, recovery, this)));
    }

    // ---- verbs that read and then change

    @Override
    public CompletionStage<List<Message>> remove(String destination, long... sequences) {
        return exclusive(() -> get(destination, sequences).thenCompose(this::removed));
    }

    @Override
    public CompletionStage<List<Message>> removeAll(String destination, int maxMessages) {
        return exclusive(() -> this.<List<Message>>read(
                        database -> engine.rows().lowest(database, destination, maxMessages, REMOVE_PAGE_BYTES))
                .thenCompose(this::removed));
    }

    private CompletionStage<List<Message>> removed(List<Message> messages) {
        Batch batch = new Batch().urgent();
        messages.forEach(batch::remove);
        return apply(batch).thenApply(done -> messages);
    }

    @Override
    public CompletionStage<List<Message>> move(String from, String to, long... sequences) {
        return exclusive(() -> get(from, sequences).thenCompose(messages -> {
            Batch batch = new Batch().urgent();
            List<Message> there = new ArrayList<>();
            for (Message message : messages) {
                Message moved = message.movedTo(to, nextSequence());
                there.add(moved);
                batch.remove(message).store(moved);
            }
            return apply(batch).thenApply(done -> there);
        }));
    }

    // ---- the whole store

    @Override
    public CompletionStage<Void> checkpoint(Path directory) {
        if (closed) {
            return failed(new StoreException(StoreException.Kind.CLOSED, "The store is closed."));
        }
        Submission submission = Submission.task(this, () -> engine.checkpoint(directory));
        handedOver++;
        engine.committer().submit(submission);
        return submission.stage;
    }

    @Override
    public CompletionStage<List<String>> verify() {
        return read(engine::verify);
    }

    /** Waits for the answers to all that was handed over. */
    @Override
    public void close() {
        if (!closed) {
            CompletableFuture<Boolean> marked = new CompletableFuture<>();
            onOwner(() -> {
                Batch marks = new Batch();
                desks.forEach((name, desk) -> desk.mark().ifPresent(marks::add));
                CompletionStage<Void> last = apply(marks.urgent());
                closed = true;
                last.whenComplete((done, refused) -> marked.complete(true));
            });
            engine.waitFor(marked);
            engine.forget(this);
            closed = true;
        }
    }

    // ---- how things get to the owner

    /** On a reader's thread, after what was handed over before is committed. */
    private <T> CompletionStage<T> read(DatabaseHandle.Reading<T> reading) {
        return read(handedOver, reading);
    }

    /** For claims: after all that could change what is ready. */
    <T> CompletionStage<T> readForClaim(DatabaseHandle.Reading<T> reading) {
        return read(claimsWaitFor, reading);
    }

    private <T> CompletionStage<T> read(long ticket, DatabaseHandle.Reading<T> reading) {
        CompletableFuture<T> stage = new CompletableFuture<>();
        whenCommitted(ticket, stage, () -> {
            try {
                engine.readers().submit(() -> {
                    try {
                        T result = engine.handle().read(reading);
                        onOwner(() -> stage.complete(result));
                    } catch (StoreException refused) {
                        onOwner(() -> stage.completeExceptionally(refused));
                    }
                });
            } catch (StoreException refused) {
                onOwner(() -> stage.completeExceptionally(refused));
            }
        });
        return stage;
    }

    private <T> CompletionStage<T> afterCommit(Supplier<T> reading) {
        CompletableFuture<T> stage = new CompletableFuture<>();
        whenCommitted(handedOver, stage, () -> onOwner(() -> stage.complete(reading.get())));
        return stage;
    }

    private void whenCommitted(long ticket, CompletableFuture<?> stage, Runnable read) {
        if (closed) {
            onOwner(() -> stage.completeExceptionally(
                    new StoreException(StoreException.Kind.CLOSED, "The store is closed.")));
        } else if (committed >= ticket) {
            read.run();
        } else {
            parked.add(new Parked(ticket, read));
            engine.committer().nudge();
        }
    }

    /** One after the other, whatever became of the one before. */
    private <T> CompletionStage<T> exclusive(Supplier<CompletionStage<T>> verb) {
        if (closed) {
            return failed(new StoreException(StoreException.Kind.CLOSED, "The store is closed."));
        }
        Function<Object, CompletionStage<T>> run = ignored -> verb.get();
        CompletableFuture<T> result = new CompletableFuture<>();
        lastExclusive.handle((done, failed) -> true).thenCompose(run).whenComplete((value, failure) -> {
            if (failure == null) {
                onOwner(() -> result.complete(value));
            } else {
                Throwable cause = failure.getCause() == null ? failure : failure.getCause();
                Throwable told = failure instanceof StoreException ? failure : cause;
                onOwner(() -> result.completeExceptionally(told));
            }
        });
        lastExclusive = result;
        return result;
    }

    private <T> CompletionStage<T> failed(StoreException refused) {
        CompletableFuture<T> stage = new CompletableFuture<>();
        onOwner(() -> stage.completeExceptionally(refused));
        return stage;
    }

    /** An owner that has shut down gets its answers on the thread that has them: nobody is left to race with. */
    private void onOwner(Runnable answer) {
        try {
            owner.execute(answer);
        } catch (RejectedExecutionException shutDown) {
            answer.run();
        }
    }
}
