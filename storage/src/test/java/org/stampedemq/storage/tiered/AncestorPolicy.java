package org.stampedemq.storage.tiered;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The policy of the broker that this one takes after, kept to show what it does: every message is written through to the back
 * store and goes into the front store, which evicts whatever was idle longest; a claim looks into the front store first.
 */
final class AncestorPolicy implements OrderPolicy {
    private final int room;
    private final Map<String, TreeSet<Long>> back = new HashMap<>();
    private final LinkedHashMap<Long, String> front = new LinkedHashMap<>();
    private final Map<Long, String> claimants = new HashMap<>();
    private final Map<Long, String> out = new HashMap<>();
    private long sequence;

    /** @param room of the front store, in messages of all destinations */
    AncestorPolicy(int room) {
        this.room = room;
    }

    @Override
    public long send(String destination) {
        long given = ++sequence;
        back.computeIfAbsent(destination, d -> new TreeSet<>()).add(given);
        toFront(destination, given);
        return given;
    }

    @Override
    public List<Long> claim(String destination, String claimant, int max) {
        List<Long> claimed = new ArrayList<>();
        for (Map.Entry<Long, String> entry : new ArrayList<>(front.entrySet())) {
            if (claimed.size() < max && entry.getValue().equals(destination)) {
                front.remove(entry.getKey());
                claimed.add(entry.getKey());
            }
        }
        TreeSet<Long> stored = back.getOrDefault(destination, new TreeSet<>());
        claimed.forEach(stored::remove);
        while (claimed.size() < max && !stored.isEmpty()) {
            claimed.add(stored.pollFirst());
        }
        claimed.forEach(taken -> {
            claimants.put(taken, claimant);
            out.put(taken, destination);
        });
        return claimed;
    }

    @Override
    public void acknowledge(String destination, long taken) {
        claimants.remove(taken);
        out.remove(taken);
    }

    @Override
    public void releaseAll(String claimant) {
        for (Map.Entry<Long, String> entry : new ArrayList<>(claimants.entrySet())) {
            if (entry.getValue().equals(claimant)) {
                claimants.remove(entry.getKey());
                String destination = out.remove(entry.getKey());
                back.computeIfAbsent(String.valueOf(destination), d -> new TreeSet<>())
                        .add(entry.getKey());
            }
        }
    }

    @Override
    public void step() {
        // Nothing goes by time here.
    }

    @Override
    public void restart() {
        front.clear();
    }

    private void toFront(String destination, long given) {
        front.put(given, destination);
        if (front.size() > room) {
            front.remove(front.keySet().iterator().next());
        }
    }
}
