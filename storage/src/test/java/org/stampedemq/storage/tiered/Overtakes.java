package org.stampedemq.storage.tiered;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Counts, for every message that waits, how many later ones of its destination were claimed meanwhile. Waiting is from
 * the time it was sent, or given back, until it is claimed.
 */
final class Overtakes {
    private final OrderPolicy policy;
    private final Map<String, TreeMap<Long, int[]>> waiting = new HashMap<>();
    private final Map<Long, int[]> counts = new HashMap<>();
    private final Map<String, Map<Long, String>> out = new HashMap<>();
    private int most;
    private int claims;

    Overtakes(OrderPolicy policy) {
        this.policy = policy;
    }

    void send(String destination, int count) {
        for (int i = 0; i < count; i++) {
            long sequence = policy.send(destination);
            int[] overtaken = new int[1];
            counts.put(sequence, overtaken);
            of(destination).put(sequence, overtaken);
        }
    }

    /** Claims, acknowledging at once. */
    int consume(String destination, int max) {
        List<Long> claimed = claim(destination, "consumer", max);
        claimed.forEach(sequence -> acknowledge(destination, sequence, "consumer"));
        return claimed.size();
    }

    List<Long> claim(String destination, String claimant, int max) {
        List<Long> claimed = policy.claim(destination, claimant, max);
        for (long sequence : claimed) {
            claims++;
            of(destination).remove(sequence);
            of(destination).headMap(sequence).values().forEach(overtaken -> most = Math.max(most, ++overtaken[0]));
            out.computeIfAbsent(claimant, c -> new HashMap<>()).put(sequence, destination);
        }
        return claimed;
    }

    void acknowledge(String destination, long sequence, String claimant) {
        policy.acknowledge(destination, sequence);
        out.getOrDefault(claimant, new HashMap<>()).remove(sequence);
    }

    void releaseAll(String claimant) {
        policy.releaseAll(claimant);
        Map<Long, String> released = out.remove(claimant);
        if (released != null) {
            released.forEach((sequence, destination) ->
                    of(destination).put(sequence, counts.getOrDefault(sequence, new int[1])));
        }
    }

    void step() {
        policy.step();
    }

    void restart() {
        policy.restart();
    }

    int most() {
        return most;
    }

    int claims() {
        return claims;
    }

    int waiting(String destination) {
        return of(destination).size();
    }

    private NavigableMap<Long, int[]> of(String destination) {
        return waiting.computeIfAbsent(destination, d -> new TreeMap<>());
    }
}
