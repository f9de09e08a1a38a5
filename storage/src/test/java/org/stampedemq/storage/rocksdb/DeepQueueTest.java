package org.stampedemq.storage.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.stampedemq.storage.Batch;
import org.stampedemq.storage.Claim;
import org.stampedemq.storage.Message;
import org.stampedemq.storage.Owner;

/** However deep a queue is, claiming and starting take no longer; also behind a head that nobody acknowledges. */
final class DeepQueueTest extends StoreFixture {
    private static final int CLAIM = 100;

    @Test
    void fiftyThousandDeep() throws Exception {
        deep(50_000, 300, 20, 3_000);
    }

    @Test
    @Tag("torture")
    @Timeout(600)
    void aMillionDeep() throws Exception {
        deep(1_000_000, 4_000, 5, 1_500);
    }

    private void deep(int depth, int claims, long p99Millis, long openMillis) throws Exception {
        open(files());
        fill(depth);
        Claim stuck = owner.call(() -> store().claim(QUEUE, "stuck", 1)).get(0);
        long[] nanos = new long[claims];
        long last = stuck.message().sequence();
        for (int i = 0; i < claims; i++) {
            last = claimAndRemove(nanos, i, last);
        }
        assertThat(percentileMicros(nanos, 99))
                .as("p99 of a claim of 100, in µs; p50 was " + percentileMicros(nanos, 50) + ", p90 "
                        + percentileMicros(nanos, 90))
                .isLessThan(p99Millis * 1_000);
        shut();

        long begin = System.nanoTime();
        open(files());
        long opened = (System.nanoTime() - begin) / 1_000_000;
        List<Claim> first = owner.call(() -> store().claim(QUEUE, "a", CLAIM));
        long delivered = (System.nanoTime() - begin) / 1_000_000;
        assertThat(first.get(0).message().sequence()).isEqualTo(stuck.message().sequence());
        assertThat(first.get(0).redelivered()).isTrue();
        assertThat(first.get(1).message().sequence()).isGreaterThan(last);
        assertThat(opened).as("ms to open").isLessThan(openMillis);
        assertThat(delivered).as("ms to the first claim").isLessThan(openMillis + 500);
        assertThat(owner.call(() -> store().counts(QUEUE)).messages()).isEqualTo(depth - (long) claims * CLAIM);
    }

    private long claimAndRemove(long[] nanos, int round, long above) throws Exception {
        long begin = System.nanoTime();
        List<Claim> claimed = owner.call(() -> store().claim(QUEUE, "a", CLAIM));
        nanos[round] = System.nanoTime() - begin;
        assertThat(claimed).hasSize(CLAIM);
        assertThat(claimed.get(0).message().sequence()).isGreaterThan(above);
        Batch removals = new Batch();
        claimed.forEach(claim -> removals.remove(claim.message()));
        var unused = owner.start(() -> store().apply(removals));
        return claimed.get(CLAIM - 1).message().sequence();
    }

    private static long percentileMicros(long[] nanos, int percentile) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length * percentile / 100] / 1_000;
    }

    private void fill(int depth) throws Exception {
        List<CompletableFuture<Void>> underWay = new ArrayList<>();
        for (int done = 0; done < depth; done += 1_000) {
            Batch batch = new Batch();
            for (int i = 0; i < 1_000; i++) {
                Message message = message(1_000, done + i);
                batch.store(message);
            }
            underWay.add(owner.start(() -> store().apply(batch)));
            if (underWay.size() > 8) {
                Owner.wait(underWay.remove(0));
            }
        }
        for (CompletableFuture<Void> stage : underWay) {
            Owner.wait(stage);
        }
    }
}
