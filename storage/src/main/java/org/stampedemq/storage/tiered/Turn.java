package org.stampedemq.storage.tiered;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stampedemq.storage.StoreException;

/**
 * Every entry into the tier: a call of the owner, or an answer of the back store. However deep they nest (an engine may
 * answer before its method returns), what follows is done once, at the end of the outermost: look at the destinations that
 * changed, keep the shares, hand over what must be written, then complete stages, and last tell the listener. So no
 * part ever sees another one half changed, and the owner is never called from within its own call.
 */
final class Turn {
    private static final Logger LOG = LoggerFactory.getLogger(Turn.class);

    private final Tier tier;
    private final Elapsed time;
    private final Deque<Order> touched = new ArrayDeque<>();
    private final Deque<Runnable> completions = new ArrayDeque<>();
    private int depth;
    private boolean completing;
    private long elapsedMillis;
    private long wallMillis;
    private @Nullable Thread owner;

    Turn(Tier tier, Elapsed time) {
        this.tier = tier;
        this.time = time;
    }

    /** When the outermost entry began, on the clock that never runs backwards. */
    long elapsedMillis() {
        return elapsedMillis;
    }

    /** The same moment, as people and headers count. */
    long wallMillis() {
        return wallMillis;
    }

    /** A call of the owner begins. Must be followed by {@link #leave}. */
    void enter() {
        assert onOwner() : "the tier belongs to " + owner;
        if (depth++ == 0) {
            elapsedMillis = time.now();
            wallMillis = time.wallMillis();
        }
    }

    /** A call of the owner ends; the listener is told later. */
    void leave() {
        if (depth > 1) {
            depth--;
            return;
        }
        finish();
        tier.signals.schedule();
    }

    /** Does something when the back store has answered. Stages of the tier carry {@link StoreException} only. */
    <T> void when(CompletionStage<T> stage, Consumer<T> done, Consumer<StoreException> failed) {
        stage.whenComplete((value, thrown) -> {
            if (thrown == null) {
                answer(() -> done.accept(value));
            } else {
                answer(() -> failed.accept(asStoreException(thrown)));
            }
        });
    }

    void touch(Order order) {
        if (!order.touched) {
            order.touched = true;
            touched.add(order);
        }
    }

    /** Completes a stage at the end of the turn. */
    <T> void complete(CompletableFuture<T> future, T value) {
        completions.add(() -> future.complete(value));
    }

    void complete(CompletableFuture<Void> future) {
        completions.add(() -> future.complete(null));
    }

    void fail(CompletableFuture<?> future, StoreException why) {
        completions.add(() -> future.completeExceptionally(why));
    }

    private void answer(Runnable work) {
        boolean outermost = depth == 0;
        enter();
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            // The stage this runs on is nobody's, so without this line the fault would vanish.
            LOG.error("The front store failed on an answer of the back store; what it holds may be incomplete", e);
            throw e;
        } finally {
            if (outermost) {
                finish();
                tier.signals.deliver();
            } else {
                depth--;
            }
        }
    }

    private void finish() {
        settle();
        depth = 0;
        if (completing) {
            return;
        }
        completing = true;
        try {
            Runnable completion = completions.poll();
            while (completion != null) {
                completion.run();
                completion = completions.poll();
            }
        } finally {
            completing = false;
        }
    }

    private void settle() {
        do {
            Order order = touched.poll();
            while (order != null) {
                order.touched = false;
                order.idle = false;
                tier.claims.look(order);
                order = touched.poll();
            }
            tier.shares.keep();
            tier.heldBack.submit();
        } while (!touched.isEmpty());
        tier.bodies.endTurn();
    }

    static StoreException asStoreException(Throwable thrown) {
        Throwable cause = thrown;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause instanceof StoreException known
                ? known
                : new StoreException(
                        StoreException.Kind.BROKEN, "The back store failed unexpectedly: " + cause.getMessage(), cause);
    }

    private boolean onOwner() {
        if (owner == null) {
            owner = Thread.currentThread();
        }
        return owner == Thread.currentThread();
    }
}
