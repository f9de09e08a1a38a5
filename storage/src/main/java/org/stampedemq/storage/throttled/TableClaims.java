package org.stampedemq.storage.throttled;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.stampedemq.storage.Batch;
import org.stampedemq.storage.Claim;
import org.stampedemq.storage.ClaimTable;
import org.stampedemq.storage.Message;
import org.stampedemq.storage.MessageStore;

/**
 * Claims over merged reads: one table a destination, made when it is first claimed from. Claims of one destination are served
 * one after another, so that two do not read the same.
 */
final class TableClaims {
    private static final long HAND_OUT_BLOCK = 1_000;
    private static final int PAGE = 256;
    private static final long PAGE_BYTES = 8 << 20;

    private final MessageStore behind;
    private final HeldWrites writes;
    private final MergedReads reads;
    private final LongSupplier clockMillis;
    private final Map<String, ClaimTable> tables = new HashMap<>();
    private final Map<String, Long> marks = new HashMap<>();
    private final Map<String, CompletionStage<?>> last = new HashMap<>();

    TableClaims(MessageStore behind, HeldWrites writes, MergedReads reads, LongSupplier clockMillis) {
        this.behind = behind;
        this.writes = writes;
        this.reads = reads;
        this.clockMillis = clockMillis;
    }

    /** What a batch means for claims. */
    void applied(Batch batch) {
        if (tables.isEmpty()) {
            return;
        }
        for (Batch.Change change : batch.changes()) {
            if (change instanceof Batch.Store store) {
                ClaimTable table = tables.get(store.message().destination());
                if (table != null && store.message().dueAtMillis() == 0) {
                    table.stored(store.message().sequence());
                }
            } else if (change instanceof Batch.Remove remove) {
                removed(remove.destination(), remove.sequence());
            } else if (change instanceof Batch.Failed failed) {
                ClaimTable table = tables.get(failed.destination());
                if (table != null) {
                    table.failed(failed.sequence(), failed.failures(), failed.notBeforeMillis());
                }
            }
        }
    }

    void removed(String destination, long sequence) {
        ClaimTable table = tables.get(destination);
        if (table != null) {
            table.removed(sequence);
        }
    }

    void stored(String destination, long sequence) {
        ClaimTable table = tables.get(destination);
        if (table != null) {
            table.stored(sequence);
        }
    }

    int claimed(String destination) {
        ClaimTable table = tables.get(destination);
        return table == null ? 0 : table.claimed();
    }

    CompletionStage<List<Claim>> claim(String destination, String claimant, int max) {
        CompletionStage<?> before = last.getOrDefault(destination, CompletableFuture.completedStage(""));
        CompletionStage<List<Claim>> claims = before.handle((done, thrown) -> "")
                .thenCompose(ignored -> table(destination))
                .thenCompose(table -> takeBehind(table, destination, claimant, max, new ArrayList<>()))
                .thenCompose(taken -> marked(destination, taken));
        last.put(destination, claims);
        claims.whenComplete((done, thrown) -> last.remove(destination, claims));
        return claims;
    }

    CompletionStage<Integer> release(String destination, boolean failed, long notBeforeMillis, long... sequences) {
        ClaimTable table = tables.get(destination);
        Batch failures = new Batch();
        int released = 0;
        for (long sequence : sequences) {
            if (table != null && table.release(sequence, failed, notBeforeMillis)) {
                released++;
                if (failed || notBeforeMillis != 0) {
                    failures.add(new Batch.Failed(destination, sequence, table.failures(sequence), notBeforeMillis));
                }
            }
        }
        int count = released;
        return failures.isEmpty()
                ? CompletableFuture.completedStage(count)
                : writes.apply(failures).thenApply(done -> count);
    }

    CompletionStage<Integer> releaseAll(String claimant, boolean failed) {
        CompletionStage<Integer> sum = CompletableFuture.completedStage(0);
        for (Map.Entry<String, ClaimTable> each : tables.entrySet()) {
            sum = sum.thenCombine(
                    release(each.getKey(), failed, 0, each.getValue().of(claimant)), Integer::sum);
        }
        return sum;
    }

    CompletionStage<Integer> releaseDestination(String destination) {
        ClaimTable table = tables.get(destination);
        return release(destination, false, 0, table == null ? new long[0] : table.all());
    }

    private CompletionStage<ClaimTable> table(String destination) {
        @Nullable ClaimTable known = tables.get(destination);
        if (known != null) {
            return CompletableFuture.completedStage(known);
        }
        return behind.recover(destination).thenApply(recovery -> {
            ClaimTable table = new ClaimTable(recovery);
            tables.put(destination, table);
            marks.put(destination, recovery.handedOutUpTo());
            return table;
        });
    }

    /**
     * Claims leave only once a mark above them is durable. It passes by the queue: a mark has no place in the order of
     * batches, and consumers do not wait for producers.
     */
    private CompletionStage<List<Claim>> marked(String destination, List<Claim> taken) {
        long highest = -1;
        for (Claim claim : taken) {
            highest = Math.max(highest, claim.message().sequence());
        }
        if (highest <= marks.getOrDefault(destination, 0L)) {
            return CompletableFuture.completedStage(taken);
        }
        long mark = highest + HAND_OUT_BLOCK;
        Batch batch = new Batch().add(new Batch.HandedOut(destination, mark)).urgent();
        return behind.apply(batch)
                .handle((done, thrown) -> {
                    if (thrown == null) {
                        marks.put(destination, mark);
                        return CompletableFuture.completedStage(taken);
                    }
                    long[] sequences = taken.stream()
                            .mapToLong(claim -> claim.message().sequence())
                            .toArray();
                    return release(destination, false, 0, sequences)
                            .thenCompose(
                                    released -> CompletableFuture.<List<Claim>>failedStage(MergedReads.cause(thrown)));
                })
                .thenCompose(stage -> stage);
    }

    /** First what was given back. */
    private CompletionStage<List<Claim>> takeBehind(
            ClaimTable table, String destination, String claimant, int max, List<Claim> claims) {
        long now = clockMillis.getAsLong();
        long[] candidates = claims.size() < max ? table.behind(max - claims.size(), now) : new long[0];
        if (candidates.length == 0) {
            return scan(table, destination, claimant, max, claims);
        }
        return reads.get(destination, candidates).thenCompose(found -> {
            table.missing(candidates, found);
            claims.addAll(table.take(claimant, ready(found), max - claims.size(), now));
            return takeBehind(table, destination, claimant, max, claims);
        });
    }

    /** Then what was never looked at. */
    private CompletionStage<List<Claim>> scan(
            ClaimTable table, String destination, String claimant, int max, List<Claim> claims) {
        if (claims.size() >= max) {
            return CompletableFuture.completedStage(claims);
        }
        int wanted = Math.min(PAGE, max - claims.size());
        table.scanning();
        return reads.oldest(destination, table.cursor(), Long.MAX_VALUE, wanted, PAGE_BYTES)
                .handle((found, thrown) -> {
                    if (thrown != null || found.isEmpty()) {
                        table.scanned(table.cursor());
                    } else {
                        claims.addAll(table.take(claimant, ready(found), wanted, clockMillis.getAsLong()));
                        table.scanned(found.get(found.size() - 1).sequence());
                    }
                    return thrown == null
                            ? CompletableFuture.completedStage(!found.isEmpty())
                            : CompletableFuture.<Boolean>failedStage(MergedReads.cause(thrown));
                })
                .thenCompose(stage -> stage)
                .thenCompose(more -> more
                        ? scan(table, destination, claimant, max, claims)
                        : CompletableFuture.completedStage(claims));
    }

    /** Without what was removed while it was read. */
    private List<Message> ready(List<Message> found) {
        return found.stream()
                .filter(message -> !writes.hides(message.sequence()))
                .toList();
    }
}
