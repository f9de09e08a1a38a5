package org.stampedemq.storage.tiered;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.stampedemq.storage.Batch;
import org.stampedemq.storage.Capability;
import org.stampedemq.storage.Claim;
import org.stampedemq.storage.Counts;
import org.stampedemq.storage.Message;
import org.stampedemq.storage.MessageStore;
import org.stampedemq.storage.Recovery;
import org.stampedemq.storage.StoreException;

/** The way to a real engine, which a test can make refuse batches as a full disk does, or fail reads as a lost network does. */
final class Link implements MessageStore {
    private final MessageStore store;
    private final Executor owner;
    boolean full;
    boolean unreadable;
    int batches;
    int storesWritten;
    int removals;

    Link(MessageStore store, Executor owner) {
        this.store = store;
        this.owner = owner;
    }

    @Override
    public Set<Capability> capabilities() {
        return store.capabilities();
    }

    @Override
    public long nextSequence() {
        return store.nextSequence();
    }

    @Override
    public CompletionStage<Void> apply(Batch batch) {
        if (full) {
            return fail(StoreException.Kind.FULL);
        }
        batches++;
        for (Batch.Change change : batch.changes()) {
            storesWritten += change instanceof Batch.Store ? 1 : 0;
            removals += change instanceof Batch.Remove ? 1 : 0;
        }
        return store.apply(batch);
    }

    @Override
    public CompletionStage<List<Message>> get(String destination, long... sequences) {
        return readable() ? store.get(destination, sequences) : unavailable();
    }

    @Override
    public CompletionStage<List<Message>> oldest(
            String destination, long above, long below, int maxMessages, long maxBytes) {
        return readable() ? store.oldest(destination, above, below, maxMessages, maxBytes) : unavailable();
    }

    @Override
    public CompletionStage<List<Claim>> claim(String destination, String claimant, int maxMessages) {
        return readable() ? store.claim(destination, claimant, maxMessages) : unavailable();
    }

    @Override
    public CompletionStage<Integer> release(
            String destination, boolean failed, long notBeforeMillis, long... sequences) {
        return store.release(destination, failed, notBeforeMillis, sequences);
    }

    @Override
    public CompletionStage<Integer> releaseAll(String claimant, boolean failed) {
        return store.releaseAll(claimant, failed);
    }

    @Override
    public CompletionStage<Integer> releaseDestination(String destination) {
        return store.releaseDestination(destination);
    }

    @Override
    public CompletionStage<List<Message>> remove(String destination, long... sequences) {
        return store.remove(destination, sequences);
    }

    @Override
    public CompletionStage<List<Message>> removeAll(String destination, int maxMessages) {
        return store.removeAll(destination, maxMessages);
    }

    @Override
    public CompletionStage<List<Message>> move(String from, String to, long... sequences) {
        return store.move(from, to, sequences);
    }

    @Override
    public CompletionStage<Recovery> recover(String destination) {
        return readable() ? store.recover(destination) : unavailable();
    }

    @Override
    public CompletionStage<List<Message>> due(long nowMillis, int maxMessages) {
        return readable() ? store.due(nowMillis, maxMessages) : unavailable();
    }

    @Override
    public CompletionStage<List<Message>> expired(long nowMillis, int maxMessages) {
        return readable() ? store.expired(nowMillis, maxMessages) : unavailable();
    }

    @Override
    public CompletionStage<Counts> counts(String destination) {
        return store.counts(destination);
    }

    @Override
    public CompletionStage<List<String>> destinations() {
        return store.destinations();
    }

    @Override
    public CompletionStage<Void> flush() {
        return store.flush();
    }

    @Override
    public CompletionStage<Void> checkpoint(Path directory) {
        return store.checkpoint(directory);
    }

    @Override
    public CompletionStage<List<String>> verify() {
        return store.verify();
    }

    @Override
    public void close() {
        store.close();
    }

    private boolean readable() {
        return !unreadable;
    }

    private <T> CompletionStage<T> unavailable() {
        return fail(StoreException.Kind.UNAVAILABLE);
    }

    private <T> CompletionStage<T> fail(StoreException.Kind kind) {
        CompletableFuture<T> stage = new CompletableFuture<>();
        owner.execute(() -> stage.completeExceptionally(new StoreException(kind, "made to fail by a test")));
        return stage;
    }
}
