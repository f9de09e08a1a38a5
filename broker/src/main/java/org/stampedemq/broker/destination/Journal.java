package org.stampedemq.broker.destination;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.stampedemq.broker.lane.Lane;
import org.stampedemq.storage.Batch;
import org.stampedemq.storage.Message;
import org.stampedemq.storage.MessageStore;
import org.stampedemq.storage.StoreException;

/**
 * What a lane wants written, gathered over one turn and handed over as one batch at its end. Messages and removals go in
 * batches of their own, messages first: a full store refuses the former and keeps the latter for later, and no removal
 * overtakes a message that came before it. Bounded by what one turn of a loop reads.
 */
final class Journal {
    private final Lane lane;
    private final MessageStore store;
    private final StoreHealth health;
    private final Runnable turnEnd = this::handOver;

    private Batch messages = new Batch();
    private List<Completion> messagesDone = new ArrayList<>();
    private Batch removals = new Batch();
    private List<Completion> removalsDone = new ArrayList<>();
    private boolean asked;

    Journal(Lane lane, MessageStore store, StoreHealth health) {
        this.lane = lane;
        this.store = store;
        this.health = health;
    }

    void store(Message message, Batch.Keep keep, Completion done) {
        messages.store(message, keep);
        messagesDone.add(done);
        ask();
    }

    /** Removes a message; soon if nobody waits ({@link Completion#NONE}), else without delay. */
    void remove(Message message, Completion done) {
        removals.remove(message);
        afterRemoval(done);
    }

    /** The same, of a message whose body is no longer at hand. */
    void remove(String destination, Delivery delivery, Completion done) {
        removals.remove(destination, delivery.sequence(), delivery.size(), delivery.expiresAtMillis(), 0);
        afterRemoval(done);
    }

    private void afterRemoval(Completion done) {
        if (done != Completion.NONE) {
            removals.urgent();
            removalsDone.add(done);
        }
        ask();
    }

    private void ask() {
        if (!asked) {
            asked = true;
            lane.atTurnEnd(turnEnd);
        }
    }

    /** Hands over what was gathered, now, so that what follows comes after it. */
    void handOver() {
        asked = false;
        if (!messages.isEmpty()) {
            Batch batch = messages;
            List<Completion> done = messagesDone;
            messages = new Batch();
            messagesDone = new ArrayList<>();
            apply(batch, done);
        }
        if (!removals.isEmpty()) {
            Batch batch = removals;
            // Not the list itself, even if it is empty: what is added later waits for a later batch.
            List<Completion> done = removalsDone.isEmpty() ? List.of() : removalsDone;
            removals = new Batch();
            removalsDone = new ArrayList<>();
            apply(batch, done);
        }
    }

    private void apply(Batch batch, List<Completion> done) {
        store.apply(batch).whenComplete((nothing, thrown) -> {
            StoreException failure = failure(thrown);
            // A batch that is taken says little: a full store takes removals, and what is held back never reaches it.
            // That messages are stored again is for the probe to find out.
            if (failure != null) {
                health.refused(failure);
            }
            for (Completion completion : done) {
                completion.done(failure);
            }
        });
    }

    /** The store's own failure in what a stage threw. */
    static @Nullable StoreException failure(@Nullable Throwable thrown) {
        if (thrown == null) {
            return null;
        }
        Throwable cause =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        return cause instanceof StoreException failure
                ? failure
                : new StoreException(StoreException.Kind.BROKEN, "the store failed: " + cause, cause);
    }
}
