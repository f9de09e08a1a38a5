package org.stampedemq.storage.tiered;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stampedemq.storage.Batch;
import org.stampedemq.storage.Message;
import org.stampedemq.storage.MessageStore;

/**
 * Bodies in any engine, so that every engine can serve as front store. A copy lies there under a sequence of that engine's
 * own, since one body may come and go several times and no engine wants a key used twice. What is longest here goes first
 * when the bound is reached. An engine that refuses or breaks is a cache that misses: nothing is lost, since everything here
 * can be read from the back store.
 */
final class StoreBodies implements Bodies {
    private static final Logger LOG = LoggerFactory.getLogger(StoreBodies.class);

    private record Copy(String destination, long frontSequence, int size) {}

    private final MessageStore front;
    private final long maxBytes;
    private final Map<Long, Copy> copies = new LinkedHashMap<>();
    private Batch changes = new Batch();
    private long bytes;

    /**
     * @param front of the same owner as the tier; left-overs of an earlier life in it are removed
     * @param maxBytes the most octets of copies, overhead included
     */
    StoreBodies(MessageStore front, long maxBytes) {
        this.front = front;
        this.maxBytes = maxBytes;
        front.destinations().whenComplete((destinations, thrown) -> {
            if (thrown == null) {
                long below = front.nextSequence();
                destinations.forEach(destination -> removeLeftOver(destination, below));
            }
        });
    }

    @Override
    public void put(Message message) {
        drop(message.destination(), message.sequence());
        Copy copy = new Copy(message.destination(), front.nextSequence(), message.size());
        changes.store(message.movedTo(copy.destination, copy.frontSequence), Batch.Keep.VOLATILE);
        copies.put(message.sequence(), copy);
        bytes += copy.size + Entry.OVERHEAD_BYTES;
        while (bytes > maxBytes) {
            Map.Entry<Long, Copy> eldest = copies.entrySet().iterator().next();
            drop(eldest.getValue().destination, eldest.getKey());
        }
    }

    @Override
    public @Nullable Message now(long sequence) {
        return null;
    }

    @Override
    public CompletionStage<List<Message>> read(String destination, long[] sequences) {
        Map<Long, Long> sequenceByFront = new LinkedHashMap<>();
        for (long sequence : sequences) {
            Copy copy = copies.get(sequence);
            if (copy != null) {
                sequenceByFront.put(copy.frontSequence, sequence);
            }
        }
        if (sequenceByFront.isEmpty()) {
            return CompletableFuture.completedStage(List.of());
        }
        long[] keys =
                sequenceByFront.keySet().stream().mapToLong(Long::longValue).toArray();
        return front.get(destination, keys)
                .thenApply(found -> {
                    List<Message> messages = new ArrayList<>(found.size());
                    for (Message message : found) {
                        Long sequence = sequenceByFront.get(message.sequence());
                        if (sequence != null) {
                            messages.add(message.withSequence(sequence));
                        }
                    }
                    return messages;
                })
                .exceptionally(thrown -> List.of());
    }

    @Override
    public void drop(String destination, long sequence) {
        Copy copy = copies.remove(sequence);
        if (copy != null) {
            bytes -= copy.size + Entry.OVERHEAD_BYTES;
            changes.remove(copy.destination, copy.frontSequence, copy.size, 0, 0);
        }
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public void close() {
        front.close();
    }

    private void removeLeftOver(String destination, long below) {
        front.oldest(destination, -1, below, 1_000, 1 << 20).whenComplete((messages, thrown) -> {
            if (thrown == null && !messages.isEmpty()) {
                Batch batch = new Batch();
                messages.forEach(batch::remove);
                front.apply(batch).whenComplete((done, refused) -> {
                    if (refused == null) {
                        removeLeftOver(destination, below);
                    }
                });
            }
        });
    }

    @Override
    public void endTurn() {
        if (changes.isEmpty()) {
            return;
        }
        Batch batch = changes;
        changes = new Batch();
        front.apply(batch).whenComplete((done, thrown) -> {
            if (thrown != null) {
                LOG.debug("The front store's engine refused a change; bodies are read from the back store", thrown);
            }
        });
    }
}
