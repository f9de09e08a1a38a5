package org.stampedemq.storage.tiered;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.stampedemq.storage.Batch;
import org.stampedemq.storage.StoreException;

/**
 * Removals and notes of failures that the back store had no room for. They are facts: the owner's clients have consumed these
 * messages, so they are not handed out again, and are tried with each tick, in order, until they are durable. Bounded by
 * what was out.
 */
final class Refused {
    private record Kept(
            Reservation reservation, Batch batch, @Nullable CompletableFuture<Void> stage) {}

    private final Tier tier;
    private final Deque<Kept> kept = new ArrayDeque<>();
    private boolean underway;

    Refused(Tier tier) {
        this.tier = tier;
    }

    /**
     * Judges a refusal.
     *
     * @param stage of the owner's batch
     */
    void refused(Reservation reservation, StoreException why, CompletableFuture<Void> stage) {
        boolean mayWorkLater = switch (why.kind()) {
            case FULL, IN_DOUBT, UNAVAILABLE -> true;
            case BROKEN, CORRUPT, CLOSED -> false;
        };
        reservation.storesRefused(why);
        Batch again = reservation.withoutMessages();
        boolean waits = mayWorkLater && reservation.storesNothing() && !again.isEmpty();
        if (!waits) {
            tier.turn.fail(stage, why);
        }
        if (mayWorkLater && !again.isEmpty()) {
            kept.addLast(new Kept(reservation, again, waits ? stage : null));
        } else if (!mayWorkLater) {
            reservation.removalsAborted();
        }
    }

    void tick() {
        if (underway || kept.isEmpty()) {
            return;
        }
        underway = true;
        Kept first = kept.peekFirst();
        tier.turn.when(
                tier.back.apply(first.batch),
                done -> {
                    underway = false;
                    kept.removeFirst();
                    first.reservation.removalsCommitted();
                    if (first.stage != null) {
                        tier.turn.complete(first.stage);
                    }
                    tick();
                },
                why -> {
                    underway = false;
                    if (why.kind() == StoreException.Kind.BROKEN || why.kind() == StoreException.Kind.CLOSED) {
                        kept.removeFirst();
                        first.reservation.removalsAborted();
                        if (first.stage != null) {
                            tier.turn.fail(first.stage, why);
                        }
                    }
                });
    }
}
