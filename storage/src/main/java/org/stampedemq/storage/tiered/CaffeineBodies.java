package org.stampedemq.storage.tiered;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.stampedemq.storage.Message;

/**
 * Bodies in a Caffeine cache, weighed in bytes. Its housekeeping runs on the owner's thread (an executor that runs at
 * once), so that eviction happens at a known time and no pool is shared between lanes.
 */
final class CaffeineBodies implements Bodies {
    private final Cache<Long, Message> cache;

    CaffeineBodies(long maxBytes) {
        cache = Caffeine.newBuilder()
                .maximumWeight(maxBytes)
                .weigher((Long sequence, Message message) -> message.size() + Entry.OVERHEAD_BYTES)
                .executor(Runnable::run)
                .build();
    }

    @Override
    public void put(Message message) {
        cache.put(message.sequence(), message);
    }

    @Override
    public @Nullable Message now(long sequence) {
        return cache.getIfPresent(sequence);
    }

    @Override
    public CompletionStage<List<Message>> read(String destination, long[] sequences) {
        List<Message> found = new ArrayList<>();
        for (long sequence : sequences) {
            Message message = cache.getIfPresent(sequence);
            if (message != null) {
                found.add(message);
            }
        }
        return CompletableFuture.completedStage(found);
    }

    @Override
    public void drop(String destination, long sequence) {
        cache.invalidate(sequence);
    }

    @Override
    public long bytes() {
        cache.cleanUp();
        return cache.policy()
                .eviction()
                .map(eviction -> eviction.weightedSize().orElse(0))
                .orElse(0L);
    }

    @Override
    public void endTurn() {
        // Nothing is gathered here.
    }

    @Override
    public void close() {
        cache.invalidateAll();
    }
}
