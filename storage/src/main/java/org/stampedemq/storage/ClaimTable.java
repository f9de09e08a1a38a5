package org.stampedemq.storage;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which messages of one destination are out, over any source that can be read in order. It holds no message and reads
 * nothing: the engine asks where to look, reads there, and offers what it found.
 *
 * <pre>
 *        behind the cursor: released, or stored late            never looked at yet
 *   ───────●────────────●──────●─────────────────────│──────────────────────────────►  sequence
 *          └ behind() gives these first           cursor() then this way
 * </pre>
 *
 * The cursor only moves forward, so one message that nobody acknowledges costs the others nothing. In memory only, one
 * entry for each message that is out or has failed and is still stored; what bounds it is what the claimants may have out.
 * Used by one thread at a time.
 */
public final class ClaimTable {
    private static final class Entry {
        private @Nullable String claimant;
        private int deliveries;
        private int failures;
        private long notBeforeMillis;
    }

    private record Waiting(long untilMillis, long sequence) {}

    private final Map<Long, Entry> entries = new HashMap<>();
    private final Map<String, Set<Long>> byClaimant = new HashMap<>();
    private final TreeSet<Long> behind = new TreeSet<>();
    private final PriorityQueue<Waiting> waiting =
            new PriorityQueue<>((a, b) -> Long.compare(a.untilMillis, b.untilMillis));
    private final Set<Long> removedWhileScanning = new HashSet<>();
    private final long handedOutBefore;
    private long cursor;
    private int claimed;
    private boolean scanning;

    /** Begins with nothing claimed. */
    public ClaimTable(Recovery recovery) {
        handedOutBefore = recovery.handedOutUpTo();
        for (Batch.Failed failed : recovery.failures()) {
            failed(failed.sequence(), failed.failures(), failed.notBeforeMillis());
        }
    }

    /** Sequences below the cursor that may be ready, lowest first. The caller reads them and passes them to {@link #take}. */
    public long[] behind(int max, long nowMillis) {
        for (Waiting head = waiting.peek(); head != null && head.untilMillis <= nowMillis; head = waiting.peek()) {
            waiting.remove();
            Entry entry = entries.get(head.sequence);
            if (entry != null && entry.claimant == null && entry.notBeforeMillis <= nowMillis) {
                behind.add(head.sequence);
            }
        }
        return behind.headSet(cursor, true).stream()
                .limit(max)
                .mapToLong(Long::longValue)
                .toArray();
    }

    /** Everything ready and never offered lies above. */
    public long cursor() {
        return cursor;
    }

    /** From here to {@link #scanned}, the caller reads what it will offer, and others may store and remove meanwhile. */
    public void scanning() {
        scanning = true;
    }

    /** Everything up to this sequence was read and offered. Never moves back. */
    public void scanned(long upTo) {
        scanning = false;
        removedWhileScanning.clear();
        cursor = Math.max(cursor, upTo);
    }

    /** Those of the asked that were not found are no longer looked for. */
    public void missing(long[] asked, Collection<Message> found) {
        Set<Long> there = new HashSet<>();
        found.forEach(message -> there.add(message.sequence()));
        for (long sequence : asked) {
            if (!there.contains(sequence)) {
                behind.remove(sequence);
            }
        }
    }

    /** Claims those of the candidates that are ready; candidates in ascending order. */
    public List<Claim> take(String claimant, List<Message> candidates, int max, long nowMillis) {
        List<Claim> claims = new ArrayList<>();
        for (Message message : candidates) {
            if (claims.size() == max) {
                break;
            }
            long sequence = message.sequence();
            Entry entry = entries.get(sequence);
            if ((entry != null && entry.claimant != null) || removedWhileScanning.contains(sequence)) {
                behind.remove(sequence);
            } else if (message.expiresAtMillis() != 0 && message.expiresAtMillis() <= nowMillis) {
                behind.remove(sequence);
            } else if (entry != null && entry.notBeforeMillis > nowMillis) {
                behind.remove(sequence);
                waiting.add(new Waiting(entry.notBeforeMillis, sequence));
            } else {
                claims.add(out(claimant, message));
            }
        }
        return claims;
    }

    private Claim out(String claimant, Message message) {
        long sequence = message.sequence();
        behind.remove(sequence);
        Entry entry = entries.computeIfAbsent(sequence, s -> new Entry());
        entry.claimant = claimant;
        entry.notBeforeMillis = 0;
        entry.deliveries++;
        claimed++;
        byClaimant.computeIfAbsent(claimant, c -> new HashSet<>()).add(sequence);
        boolean redelivered = entry.deliveries > 1 || entry.failures > 0 || sequence <= handedOutBefore;
        return new Claim(message, entry.deliveries, entry.failures, redelivered);
    }

    /** A message was stored, not delayed; needed only so that what is stored below the cursor is found. */
    public void stored(long sequence) {
        if (sequence <= cursor || scanning) {
            behind.add(sequence);
        }
    }

    /** A message is gone for good. */
    public void removed(long sequence) {
        behind.remove(sequence);
        if (scanning) {
            removedWhileScanning.add(sequence);
        }
        Entry entry = entries.remove(sequence);
        if (entry != null && entry.claimant != null) {
            unclaim(entry.claimant, sequence);
        }
    }

    /** A failure that the owner counted itself. */
    public void failed(long sequence, int failures, long notBeforeMillis) {
        Entry entry = entries.computeIfAbsent(sequence, s -> new Entry());
        entry.failures = failures;
        if (entry.claimant == null) {
            entry.notBeforeMillis = notBeforeMillis;
        }
    }

    /** Whether a message is out. */
    public boolean isClaimed(long sequence) {
        Entry entry = entries.get(sequence);
        return entry != null && entry.claimant != null;
    }

    /** How often a message has failed. */
    public int failures(long sequence) {
        Entry entry = entries.get(sequence);
        return entry == null ? 0 : entry.failures;
    }

    /** Gives one back to its place; false if it was not claimed. */
    public boolean release(long sequence, boolean failed, long notBeforeMillis) {
        Entry entry = entries.get(sequence);
        if (entry == null || entry.claimant == null) {
            return false;
        }
        unclaim(entry.claimant, sequence);
        entry.claimant = null;
        if (failed) {
            entry.failures++;
        }
        entry.notBeforeMillis = notBeforeMillis;
        if (notBeforeMillis == 0) {
            behind.add(sequence);
        } else {
            waiting.add(new Waiting(notBeforeMillis, sequence));
        }
        return true;
    }

    /** What a claimant has out, ascending. */
    public long[] of(String claimant) {
        return sorted(byClaimant.getOrDefault(claimant, Set.of()));
    }

    /** Everything that is out, ascending. */
    public long[] all() {
        List<Long> out = new ArrayList<>();
        byClaimant.values().forEach(out::addAll);
        return sorted(out);
    }

    /** How many are out. */
    public int claimed() {
        return claimed;
    }

    private void unclaim(String claimant, long sequence) {
        claimed--;
        Set<Long> has = byClaimant.get(claimant);
        if (has != null && has.remove(sequence) && has.isEmpty()) {
            byClaimant.remove(claimant);
        }
    }

    private static long[] sorted(Collection<Long> sequences) {
        return sequences.stream().mapToLong(Long::longValue).sorted().toArray();
    }
}
