package org.stampedemq.broker;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.stampedemq.storage.Batch;
import org.stampedemq.storage.Capability;
import org.stampedemq.storage.Claim;
import org.stampedemq.storage.Counts;
import org.stampedemq.storage.Message;
import org.stampedemq.storage.MessageStore;
import org.stampedemq.storage.Recovery;

/** A real store whose writes wait, in their order, while a gate is shut: a disk that does not answer for a time. */
final class GatedStore implements MessageStore {
    /** Shut and opened by the test; all doors of an engine share it. */
    static final class Gate {
        private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
        private boolean shut;

        synchronized void shut() {
            shut = true;
        }

        void open() {
            while (true) {
                Runnable next;
                synchronized (this) {
                    if (waiting.isEmpty()) {
                        shut = false;
                        return;
                    }
                    next = waiting.remove();
                }
                next.run();
            }
        }

        /** Lets the oldest of what waits pass, and stays shut. */
        void passOne() {
            Runnable next;
            synchronized (this) {
                next = waiting.remove();
            }
            next.run();
        }

        synchronized int waiting() {
            return waiting.size();
        }

        private void pass(Runnable work) {
            synchronized (this) {
                if (shut) {
                    waiting.add(work);
                    return;
                }
            }
            work.run();
        }
    }

    private final MessageStore real;
    private final Gate gate;
    private final Executor owner;

    GatedStore(MessageStore real, Gate gate, Executor owner) {
        this.real = real;
        this.gate = gate;
        this.owner = owner;
    }

    private <T> CompletionStage<T> later(Supplier<CompletionStage<T>> work) {
        CompletableFuture<T> done = new CompletableFuture<>();
        gate.pass(() -> owner.execute(() -> work.get().whenComplete((value, thrown) -> {
            if (thrown == null) {
                done.complete(value);
            } else {
                done.completeExceptionally(thrown);
            }
        })));
        return done;
    }

    @Override
    public CompletionStage<Void> apply(Batch batch) {
        return later(() -> real.apply(batch));
    }

    @Override
    public CompletionStage<Void> flush() {
        return later(real::flush);
    }

    @Override
    public Set<Capability> capabilities() {
        return real.capabilities();
    }

    @Override
    public long nextSequence() {
        return real.nextSequence();
    }

    @Override
    public CompletionStage<List<Message>> get(String destination, long... sequences) {
        return real.get(destination, sequences);
    }

    @Override
    public CompletionStage<List<Message>> oldest(
            String destination, long above, long below, int maxMessages, long maxBytes) {
        return real.oldest(destination, above, below, maxMessages, maxBytes);
    }

    @Override
    public CompletionStage<List<Claim>> claim(String destination, String claimant, int maxMessages) {
        return real.claim(destination, claimant, maxMessages);
    }

    @Override
    public CompletionStage<Integer> release(
            String destination, boolean failed, long notBeforeMillis, long... sequences) {
        return real.release(destination, failed, notBeforeMillis, sequences);
    }

    @Override
    public CompletionStage<Integer> releaseAll(String claimant, boolean failed) {
        return real.releaseAll(claimant, failed);
    }

    @Override
    public CompletionStage<Integer> releaseDestination(String destination) {
        return real.releaseDestination(destination);
    }

    @Override
    public CompletionStage<List<Message>> remove(String destination, long... sequences) {
        return later(() -> real.remove(destination, sequences));
    }

    @Override
    public CompletionStage<List<Message>> removeAll(String destination, int maxMessages) {
        return later(() -> real.removeAll(destination, maxMessages));
    }

    @Override
    public CompletionStage<List<Message>> move(String from, String to, long... sequences) {
        return later(() -> real.move(from, to, sequences));
    }

    @Override
    public CompletionStage<Recovery> recover(String destination) {
        return real.recover(destination);
    }

    @Override
    public CompletionStage<List<Message>> due(long nowMillis, int maxMessages) {
        return real.due(nowMillis, maxMessages);
    }

    @Override
    public CompletionStage<List<Message>> expired(long nowMillis, int maxMessages) {
        return real.expired(nowMillis, maxMessages);
    }

    @Override
    public CompletionStage<Counts> counts(String destination) {
        return real.counts(destination);
    }

    @Override
    public CompletionStage<List<String>> destinations() {
        return real.destinations();
    }

    @Override
    public CompletionStage<Void> checkpoint(Path directory) {
        return real.checkpoint(directory);
    }

    @Override
    public CompletionStage<List<String>> verify() {
        return real.verify();
    }

    @Override
    public void close() {
        real.close();
    }
}
