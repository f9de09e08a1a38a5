package org.stampedemq.storage.throttled;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.LongPredicate;
import org.stampedemq.storage.Message;
import org.stampedemq.storage.MessageStore;

/** Reads that take the store behind and what is held back in front of it for one. */
final class MergedReads {
    /** What was read, complete below the limit. */
    private record Page(NavigableMap<Long, Message> messages, long limit) {}

    private final MessageStore behind;
    private final MessageStore front;
    private final HeldWrites writes;

    MergedReads(MessageStore behind, MessageStore front, HeldWrites writes) {
        this.behind = behind;
        this.front = front;
        this.writes = writes;
    }

    CompletionStage<List<Message>> get(String destination, long... sequences) {
        if (writes.holdsNothing()) {
            return behind.get(destination, sequences);
        }
        List<Long> here = new ArrayList<>();
        List<Long> there = new ArrayList<>();
        for (long sequence : sequences) {
            if (!writes.hides(sequence)) {
                (writes.holds(sequence) ? here : there).add(sequence);
            }
        }
        return front.get(destination, longs(here)).thenCombine(behind.get(destination, longs(there)), (a, b) -> {
            TreeMap<Long, Message> merged = new TreeMap<>();
            a.forEach(message -> merged.put(message.sequence(), message));
            b.forEach(message -> merged.put(message.sequence(), message));
            return List.copyOf(merged.values());
        });
    }

    CompletionStage<List<Message>> oldest(String destination, long above, long below, int most, long maxBytes) {
        if (writes.holdsNothing()) {
            return behind.oldest(destination, above, below, most, maxBytes);
        }
        // Both are read to the end of what may be asked for before the lower of their limits is known to be complete.
        TreeMap<Long, Message> here = new TreeMap<>();
        TreeMap<Long, Message> there = new TreeMap<>();
        CompletionStage<Page> held =
                read(front, destination, above, below, most, maxBytes, here, s -> writes.holds(s) && !writes.hides(s));
        CompletionStage<Page> stored =
                read(behind, destination, above, below, most, maxBytes, there, s -> !writes.hides(s));
        return held.thenCombine(stored, (a, b) -> {
            TreeMap<Long, Message> merged = new TreeMap<>(a.messages);
            merged.putAll(b.messages);
            return cut(merged.headMap(Math.min(a.limit, b.limit), true).values(), most, maxBytes);
        });
    }

    private CompletionStage<Page> read(
            MessageStore store,
            String destination,
            long above,
            long below,
            int most,
            long maxBytes,
            NavigableMap<Long, Message> found,
            LongPredicate counts) {
        return store.oldest(destination, above, below, most, maxBytes).thenCompose(messages -> {
            if (messages.isEmpty()) {
                return CompletableFuture.completedStage(new Page(found, Long.MAX_VALUE));
            }
            long bytes = 0;
            for (Message message : messages) {
                if (counts.test(message.sequence())) {
                    found.put(message.sequence(), message);
                }
            }
            for (Message message : found.values()) {
                bytes += message.size();
            }
            long last = messages.get(messages.size() - 1).sequence();
            if (found.size() >= most || bytes >= maxBytes) {
                return CompletableFuture.completedStage(new Page(found, last));
            }
            return read(store, destination, last, below, most, maxBytes, found, counts);
        });
    }

    static List<Message> cut(Collection<Message> messages, int most, long maxBytes) {
        List<Message> cut = new ArrayList<>();
        long bytes = 0;
        for (Message message : messages) {
            bytes += message.size();
            if (cut.size() >= most || (bytes > maxBytes && !cut.isEmpty())) {
                break;
            }
            cut.add(message);
        }
        return cut;
    }

    static long[] longs(Collection<Long> sequences) {
        return sequences.stream().mapToLong(Long::longValue).toArray();
    }

    /** Stages of the door carry its exception itself. */
    static Throwable cause(Throwable thrown) {
        Throwable cause = thrown;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
