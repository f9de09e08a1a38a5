package org.stampedemq.storage.memory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.stampedemq.storage.Batch;
import org.stampedemq.storage.Counts;
import org.stampedemq.storage.Message;
import org.stampedemq.storage.Recovery;

/** What one destination holds. Guarded by the engine's lock. */
final class MemoryDestination {
    final TreeMap<Long, Message> ready = new TreeMap<>();
    final TreeMap<Long, Message> delayed = new TreeMap<>();
    private final Map<Long, Batch.Failed> failures = new HashMap<>();
    private long bytes;
    private long lowWater;
    private long handedOutUpTo;

    @Nullable
    Message find(long sequence) {
        Message message = ready.get(sequence);
        return message == null ? delayed.get(sequence) : message;
    }

    void add(Message message) {
        if (message.dueAtMillis() == 0) {
            ready.put(message.sequence(), message);
            bytes += message.size();
        } else {
            delayed.put(message.sequence(), message);
        }
        lowWater = Math.min(lowWater, message.sequence());
    }

    @Nullable
    Message remove(long sequence) {
        failures.remove(sequence);
        Message message = ready.remove(sequence);
        if (message == null) {
            return delayed.remove(sequence);
        }
        bytes -= message.size();
        return message;
    }

    void failed(Batch.Failed failed) {
        if (find(failed.sequence()) != null) {
            failures.put(failed.sequence(), failed);
        }
    }

    void lowWater(long sequence) {
        lowWater = sequence;
    }

    void handedOut(long upToSequence) {
        handedOutUpTo = upToSequence;
    }

    /** The lowest of both kinds. */
    List<Message> lowest(int max) {
        TreeMap<Long, Message> both = new TreeMap<>();
        ready.values().stream().limit(max).forEach(message -> both.put(message.sequence(), message));
        delayed.values().stream().limit(max).forEach(message -> both.put(message.sequence(), message));
        return new ArrayList<>(both.values()).subList(0, Math.min(max, both.size()));
    }

    boolean isEmpty() {
        return ready.isEmpty() && delayed.isEmpty();
    }

    Counts counts(long claimed) {
        return new Counts(ready.size(), bytes, claimed, delayed.size());
    }

    Recovery recovery() {
        return new Recovery(lowWater, handedOutUpTo, List.copyOf(failures.values()), counts(0));
    }
}
