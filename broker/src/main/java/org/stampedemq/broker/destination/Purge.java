package org.stampedemq.broker.destination;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.stampedemq.storage.Batch;
import org.stampedemq.storage.Claim;
import org.stampedemq.storage.StoreException;

/**
 * One purge of a queue. Takes what is ready as a consumer would, so that nothing goes that somebody has in hand; in steps,
 * with few octets at a time, since what is taken is in memory. Owned by the queue's lane.
 */
final class Purge {
    private static final int STEP = 1_000;
    private static final long STEP_BYTES = 4L << 20;
    /** Who has what is being purged. */
    private static final String CLAIMANT = "purge";

    private final LaneDestinations home;
    private final String destination;
    /** What is stored from now on stays. */
    private final long upTo;

    private final CompletableFuture<Long> removed = new CompletableFuture<>();
    private long count;

    Purge(LaneDestinations home, String destination) {
        this.home = home;
        this.destination = destination;
        this.upTo = home.front().nextSequence();
    }

    /** Completes with how many went. */
    CompletionStage<Long> run() {
        step();
        return removed;
    }

    private void step() {
        List<Claim> atHand = home.front().claimNow(destination, CLAIMANT, STEP, STEP_BYTES);
        if (atHand.isEmpty()) {
            // What is not in memory is read, one by one at first; the read brings more.
            home.front().claim(destination, CLAIMANT, 1).whenComplete((claims, thrown) -> {
                StoreException failure = Journal.failure(thrown);
                if (failure == null) {
                    remove(claims);
                } else {
                    fail(failure);
                }
            });
        } else {
            remove(atHand);
        }
    }

    private void remove(List<Claim> claims) {
        Batch batch = new Batch().urgent();
        List<Long> younger = new ArrayList<>();
        for (Claim claim : claims) {
            if (claim.message().sequence() < upTo) {
                batch.remove(claim.message());
            } else {
                younger.add(claim.message().sequence());
            }
        }
        if (!younger.isEmpty()) {
            CompletionStage<Integer> ignored = home.front()
                    .release(
                            destination,
                            false,
                            0,
                            younger.stream().mapToLong(Long::longValue).toArray());
        }
        if (batch.isEmpty()) {
            home.purgeRest(destination, count, removed);
            return;
        }
        count += batch.changes().size();
        home.front().apply(batch).whenComplete((nothing, refused) -> {
            StoreException why = Journal.failure(refused);
            if (why == null) {
                home.lane().execute(this::step);
            } else {
                fail(why);
            }
        });
    }

    private void fail(StoreException why) {
        home.wantsNoMore(destination);
        removed.completeExceptionally(why);
    }
}
