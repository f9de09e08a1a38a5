package org.stampedemq.storage.rocksdb;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.stampedemq.storage.Batch;
import org.stampedemq.storage.Claim;
import org.stampedemq.storage.ClaimTable;
import org.stampedemq.storage.Message;
import org.stampedemq.storage.Recovery;

/**
 * Claims of one destination over the rows. Claims live in memory; before a message goes out that lies above the hand-out
 * mark, the mark is made durable a block ahead, so that after a crash it counts as redelivered. From time to time it learns
 * where the lowest message lies and makes that the low-water mark, so that a start does not read over removed messages.
 * The owner's thread; claims follow one another.
 */
final class ClaimDesk {
    private static final int HAND_OUT_BLOCK = 2_000;
    private static final int LEARN_EVERY = 10_000;
    private static final int SCAN_PAGE = 1_000;
    private static final long CLAIM_BYTES = 8L << 20;

    private final String destination;
    private final ClaimTable table;
    private final RocksDbStore store;
    private CompletionStage<Void> marking = CompletableFuture.completedFuture(null);
    private long mark;
    private long asked;
    private long handedOut;
    private int removedSinceLearned;
    private long lowestStoredSince = Long.MAX_VALUE;

    ClaimDesk(String destination, Recovery recovery, RocksDbStore store) {
        this.destination = destination;
        this.table = new ClaimTable(recovery);
        this.store = store;
        this.mark = recovery.handedOutUpTo();
        this.asked = mark;
        this.handedOut = mark;
    }

    CompletionStage<List<Claim>> claim(String claimant, int max, long nowMillis) {
        List<Claim> claims = new ArrayList<>();
        return claimBehind(claims, claimant, max, nowMillis)
                .thenCompose(all -> claimAhead(all, claimant, max, nowMillis))
                .thenCompose(this::marked);
    }

    private CompletionStage<List<Claim>> claimBehind(List<Claim> claims, String claimant, int max, long nowMillis) {
        long[] behind = claims.size() < max ? table.behind(max - claims.size(), nowMillis) : new long[0];
        if (behind.length == 0) {
            return CompletableFuture.completedFuture(claims);
        }
        table.scanning();
        return store.readForClaim(database -> store.rows().get(database, destination, behind))
                .whenComplete((found, refused) -> {
                    if (refused == null) {
                        table.missing(behind, found);
                        claims.addAll(table.take(claimant, found, max - claims.size(), nowMillis));
                    }
                    table.scanned(table.cursor());
                })
                .thenCompose(found -> claimBehind(claims, claimant, max, nowMillis));
    }

    private CompletionStage<List<Claim>> claimAhead(List<Claim> claims, String claimant, int max, long nowMillis) {
        if (claims.size() >= max) {
            return CompletableFuture.completedFuture(claims);
        }
        table.scanning();
        long from = table.cursor();
        int wanted = Math.min(SCAN_PAGE, max - claims.size());
        return store.readForClaim(database ->
                        store.rows().oldest(database, destination, from, Long.MAX_VALUE, wanted, CLAIM_BYTES))
                .whenComplete((found, refused) -> {
                    if (refused != null) {
                        table.scanned(from);
                    }
                })
                .thenCompose(found -> {
                    long reached =
                            found.isEmpty() ? from : found.get(found.size() - 1).sequence();
                    claims.addAll(table.take(claimant, found, wanted, nowMillis));
                    table.scanned(reached);
                    boolean allPassedOver = claims.isEmpty() && !found.isEmpty();
                    boolean more = found.size() == wanted && claims.size() < max;
                    return allPassedOver || more
                            ? claimAhead(claims, claimant, max, nowMillis)
                            : CompletableFuture.completedFuture(claims);
                });
    }

    /**
     * The mark must be durable before anybody sees a message above it. It is asked for half a block early, so that hardly
     * any claim has to wait for it.
     */
    private CompletionStage<List<Claim>> marked(List<Claim> claims) {
        for (Claim claim : claims) {
            handedOut = Math.max(handedOut, claim.message().sequence());
        }
        if (handedOut + HAND_OUT_BLOCK / 2 > asked) {
            long ahead = handedOut + HAND_OUT_BLOCK;
            asked = ahead;
            marking = store.apply(new Batch()
                            .add(new Batch.HandedOut(destination, ahead))
                            .urgent())
                    .whenComplete((done, refused) -> {
                        if (refused == null) {
                            mark = Math.max(mark, ahead);
                        } else {
                            asked = mark;
                        }
                    });
        }
        if (handedOut <= mark) {
            return CompletableFuture.completedFuture(claims);
        }
        long[] taken =
                claims.stream().mapToLong(claim -> claim.message().sequence()).toArray();
        return marking.whenComplete((done, refused) -> {
                    if (refused != null) {
                        for (long sequence : taken) {
                            table.release(sequence, false, 0);
                        }
                    }
                })
                .thenApply(done -> claims);
    }

    CompletionStage<Integer> release(boolean failed, long notBeforeMillis, long... sequences) {
        Batch failures = new Batch().urgent();
        int released = 0;
        for (long sequence : sequences) {
            if (table.release(sequence, failed, notBeforeMillis)) {
                released++;
                if (failed || notBeforeMillis != 0) {
                    failures.add(new Batch.Failed(destination, sequence, table.failures(sequence), notBeforeMillis));
                }
            }
        }
        int given = released;
        return failures.isEmpty()
                ? CompletableFuture.completedFuture(given)
                : store.apply(failures).thenApply(done -> given);
    }

    void stored(long sequence) {
        table.stored(sequence);
        lowestStoredSince = Math.min(lowestStoredSince, sequence);
    }

    void removed(long sequence) {
        table.removed(sequence);
        if (++removedSinceLearned == LEARN_EVERY) {
            learn();
        }
    }

    void failed(Batch.Failed failed) {
        table.failed(failed.sequence(), failed.failures(), failed.notBeforeMillis());
    }

    private void learn() {
        lowestStoredSince = Long.MAX_VALUE;
        store.oldest(destination, 0, Long.MAX_VALUE, 1, 1).whenComplete((found, refused) -> {
            removedSinceLearned = 0;
            if (refused == null && !found.isEmpty()) {
                Message lowest = found.get(0);
                if (lowestStoredSince > lowest.sequence()) {
                    store.apply(new Batch().add(new Batch.LowWater(destination, lowest.sequence())));
                }
            }
        });
    }

    boolean isClaimed(long sequence) {
        return table.isClaimed(sequence);
    }

    long[] of(String claimant) {
        return table.of(claimant);
    }

    long[] all() {
        return table.all();
    }

    int claimed() {
        return table.claimed();
    }

    /** At an orderly end: the mark as it truly is, rather than a block ahead. */
    Optional<Batch.Change> mark() {
        return mark > handedOut ? Optional.of(new Batch.HandedOut(destination, handedOut)) : Optional.empty();
    }
}
