package org.stampedemq.storage.rocksdb;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.stampedemq.storage.Batch;
import org.stampedemq.storage.StoreException;

/** A batch on its way through the committer, or a task that must run between two groups. */
final class Submission {
    /** Work for the committer's thread between two groups. */
    @FunctionalInterface
    interface Task {
        void run() throws StoreException;
    }

    /** Adds to a group what no owner asked for. */
    @FunctionalInterface
    interface Upkeep {
        void encode(WriteEncoder encoder) throws org.rocksdb.RocksDBException, java.io.IOException;
    }

    final Answers answers;
    final Batch batch;
    final @Nullable Task task;
    final @Nullable Upkeep upkeep;
    final CompletableFuture<Void> stage = new CompletableFuture<>();

    @Nullable
    Submission next;

    @Nullable
    StoreException refusal;

    Submission(Answers answers, Batch batch) {
        this(answers, batch, null, null);
    }

    private Submission(Answers answers, Batch batch, @Nullable Task task, @Nullable Upkeep upkeep) {
        this.answers = answers;
        this.batch = batch;
        this.task = task;
        this.upkeep = upkeep;
    }

    static Submission task(Answers answers, Task task) {
        return new Submission(answers, new Batch().urgent(), task, null);
    }

    static Submission upkeep(Answers answers, Upkeep upkeep) {
        return new Submission(answers, new Batch(), null, upkeep);
    }

    boolean urgent() {
        return batch.urgency() == Batch.Urgency.NOW;
    }

    /** How much of a group it takes; also its part in the pacing. */
    int weight() {
        return Math.max(1, batch.changes().size());
    }

    /** On the thread that owns the stage. */
    void complete() {
        StoreException refused = refusal;
        if (refused == null) {
            stage.complete(null);
        } else {
            stage.completeExceptionally(refused);
        }
    }
}
