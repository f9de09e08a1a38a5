package org.stampedemq.storage.tiered;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
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
 * The front store over a back store, for one owner: the door. What it promises is said in {@link FrontStore}; the package
 * comment shows where things move. Every method is called on the owner's thread but {@link #close}, and none blocks but
 * that one.
 */
public final class TieredStore implements FrontStore {
    private static final Logger LOG = LoggerFactory.getLogger(TieredStore.class);

    private final Executor owner;
    private final Tier tier;
    private final Lookup lookup;
    private final Removals removals;
    private volatile boolean closed;
    private volatile boolean closing;

    /**
     * A front store in a cache of the heap.
     *
     * @param back a door opened for the same owner; closed with this
     * @param owner its tasks run on the owner's thread, in order; the listener is told there
     * @param clockMillis epoch milliseconds; may jump
     * @param owns whether a destination belongs to this owner: the engine's due and expired messages are everybody's
     */
    public TieredStore(
            MessageStore back,
            TieredSettings settings,
            Executor owner,
            LongSupplier clockMillis,
            Predicate<String> owns,
            Listener listener) {
        this(back, new CaffeineBodies(settings.maxBytes()), settings, owner, clockMillis, owns, listener);
    }

    /**
     * A front store in any engine.
     *
     * @param front a door opened for the same owner, to an engine that is used for nothing else; closed with this
     */
    public TieredStore(
            MessageStore front,
            MessageStore back,
            TieredSettings settings,
            Executor owner,
            LongSupplier clockMillis,
            Predicate<String> owns,
            Listener listener) {
        this(back, new StoreBodies(front, settings.maxBytes()), settings, owner, clockMillis, owns, listener);
    }

    TieredStore(
            MessageStore back,
            Bodies bodies,
            TieredSettings settings,
            Executor owner,
            LongSupplier clockMillis,
            Predicate<String> owns,
            Listener listener) {
        this.owner = owner;
        this.tier = new Tier(back, bodies, settings, owner, clockMillis, owns, listener);
        this.lookup = new Lookup(tier);
        this.removals = new Removals(tier, lookup);
    }

    @Override
    public Set<Capability> capabilities() {
        Set<Capability> capabilities = EnumSet.noneOf(Capability.class);
        capabilities.addAll(tier.back.capabilities());
        // Claims are this tier's own.
        capabilities.remove(Capability.LEASES);
        return capabilities;
    }

    @Override
    public long nextSequence() {
        return tier.back.nextSequence();
    }

    @Override
    public CompletionStage<Void> apply(Batch batch) {
        if (closed) {
            return CompletableFuture.failedStage(closedException());
        }
        tier.turn.enter();
        try {
            Reservation reservation = new Reservation(tier, false).reserve(batch);
            // What had to be written first goes first, so that a removal in this batch comes after it.
            tier.heldBack.submit();
            CompletableFuture<Void> stage = new CompletableFuture<>();
            // Producers are slowed; what only removes never is.
            boolean mayWait = batch.bytes() > 0;
            if (reservation.batch().isEmpty()) {
                reservation.committed();
                tier.heldBack.relieve();
                complete(stage, mayWait);
            } else {
                tier.turn.when(
                        tier.back.apply(reservation.batch()),
                        done -> {
                            reservation.committed();
                            complete(stage, mayWait);
                        },
                        why -> tier.refused.refused(reservation, why, stage));
                tier.heldBack.relieve();
            }
            return stage;
        } finally {
            tier.turn.leave();
        }
    }

    @Override
    public Prepared prepare(Batch batch) {
        return turn(() -> {
            Reservation reservation = new Reservation(tier, true).reserve(batch);
            tier.heldBack.submit();
            return reservation;
        });
    }

    @Override
    public List<Claim> claimNow(String destination, String claimant, int maxMessages, long maxBytes) {
        if (closed) {
            return List.of();
        }
        tier.turn.enter();
        try {
            return tier.claims.now(destination, claimant, maxMessages, maxBytes);
        } finally {
            tier.turn.leave();
        }
    }

    @Override
    public CompletionStage<List<Claim>> claim(String destination, String claimant, int maxMessages) {
        return verb(() -> tier.claims.whenRead(destination, claimant, maxMessages));
    }

    @Override
    public void withdrawDemand(String destination) {
        tier.turn.enter();
        try {
            Order order = tier.orders.find(destination);
            if (order != null) {
                tier.claims.withdraw(order);
            }
        } finally {
            tier.turn.leave();
        }
    }

    @Override
    public CompletionStage<Integer> release(
            String destination, boolean failed, long notBeforeMillis, long... sequences) {
        return verb(() -> tier.claims.release(tier.orders.of(destination), failed, notBeforeMillis, sequences));
    }

    @Override
    public CompletionStage<Integer> releaseAll(String claimant, boolean failed) {
        return verb(() -> tier.claims.releaseAll(claimant, failed));
    }

    @Override
    public CompletionStage<Integer> releaseDestination(String destination) {
        return verb(() -> tier.claims.releaseEverything(tier.orders.of(destination)));
    }

    @Override
    public CompletionStage<List<Message>> get(String destination, long... sequences) {
        return verb(() -> lookup.get(destination, sequences));
    }

    @Override
    public CompletionStage<List<Message>> oldest(
            String destination, long above, long below, int maxMessages, long maxBytes) {
        return verb(() -> lookup.oldest(destination, above, below, maxMessages, maxBytes));
    }

    @Override
    public CompletionStage<List<Message>> remove(String destination, long... sequences) {
        return verb(() -> removals.remove(destination, sequences));
    }

    @Override
    public CompletionStage<List<Message>> removeAll(String destination, int maxMessages) {
        return verb(() -> removals.removeAll(destination, maxMessages));
    }

    /** As said at the door; both destinations belong to this owner. */
    @Override
    public CompletionStage<List<Message>> move(String from, String to, long... sequences) {
        return verb(() -> removals.move(from, to, sequences));
    }

    @Override
    public CompletionStage<Recovery> recover(String destination) {
        return verb(() -> then(tier.back.recover(destination)));
    }

    @Override
    public CompletionStage<List<Message>> due(long nowMillis, int maxMessages) {
        return verb(() -> lookup.due(nowMillis, maxMessages));
    }

    @Override
    public CompletionStage<List<Message>> expired(long nowMillis, int maxMessages) {
        return verb(() -> lookup.expired(nowMillis, maxMessages));
    }

    @Override
    public CompletionStage<Counts> counts(String destination) {
        return verb(() -> lookup.counts(destination));
    }

    @Override
    public CompletionStage<List<String>> destinations() {
        return verb(lookup::destinations);
    }

    @Override
    public CompletionStage<Void> writeHeldBack(Iterable<String> destinations) {
        return verb(() -> then(tier.heldBack.writeAll(destinations)));
    }

    /** Writes what is held back, then flushes the back store. What is to stay in memory stays there. */
    @Override
    public CompletionStage<Void> flush() {
        return verb(() -> after(tier.back::flush));
    }

    @Override
    public CompletionStage<Void> checkpoint(Path directory) {
        return verb(() -> after(() -> tier.back.checkpoint(directory)));
    }

    @Override
    public CompletionStage<List<String>> verify() {
        return verb(() -> after(tier.back::verify));
    }

    @Override
    public void tick() {
        if (closed) {
            return;
        }
        tier.turn.enter();
        try {
            tier.fresh.tick();
            tier.readiness.tick();
            tier.heldBack.writeDue();
            tier.refused.tick();
            tier.delays.tick();
            tier.expiry.tick();
            tier.refill.refresh();
            tier.orders.tick();
        } finally {
            tier.turn.leave();
        }
    }

    @Override
    public @Nullable StoreException refusal() {
        return tier.heldBack.refusal();
    }

    @Override
    public FrontStats stats() {
        return new FrontStats(
                tier.shares.messages(),
                tier.shares.bytes(),
                tier.heldBack.messages(),
                tier.heldBack.bytes(),
                tier.claims.claimed(),
                tier.refreshed,
                tier.evicted,
                tier.writesSaved,
                tier.pushedOut);
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
            LOG.warn("What was held back in memory could not be written at the end", e);
        }
        closed = true;
        tier.bodies.close();
        tier.back.close();
    }

    /** For a word on what is known of a destination when something is found wrong. */
    String describe(String destination, long sequence) {
        Order order = tier.orders.find(destination);
        return order == null
                ? "nothing known of " + destination
                : order + ", entry " + order.entries.get(sequence) + ", past " + order.past.get(sequence);
    }

    private void complete(CompletableFuture<Void> stage, boolean mayWait) {
        if (mayWait) {
            tier.heldBack.whenRoom(stage);
        } else {
            tier.turn.complete(stage);
        }
    }

    private <T> CompletionStage<T> verb(Supplier<CompletionStage<T>> work) {
        return closed ? CompletableFuture.failedStage(closedException()) : turn(work);
    }

    private static StoreException closedException() {
        return new StoreException(StoreException.Kind.CLOSED, "The front store is closed.");
    }

    private <T> T turn(Supplier<T> work) {
        tier.turn.enter();
        try {
            return work.get();
        } finally {
            tier.turn.leave();
        }
    }

    /** The same, completed at the end of a turn and with nothing but the door's exceptions. */
    private <T> CompletionStage<T> then(CompletionStage<T> stage) {
        CompletableFuture<T> result = new CompletableFuture<>();
        tier.turn.when(stage, value -> tier.turn.complete(result, value), why -> tier.turn.fail(result, why));
        return result;
    }

    private <T> CompletionStage<T> after(Supplier<CompletionStage<T>> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        tier.turn.when(
                tier.heldBack.writeEverything(),
                written -> tier.turn.when(
                        work.get(),
                        value -> tier.turn.complete(result, value),
                        (StoreException why) -> tier.turn.fail(result, why)),
                why -> tier.turn.fail(result, why));
        return result;
    }
}
