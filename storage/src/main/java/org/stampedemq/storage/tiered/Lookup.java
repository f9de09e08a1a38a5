package org.stampedemq.storage.tiered;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.stampedemq.storage.Counts;
import org.stampedemq.storage.Message;

/** Reading without changing: what the back store has, and what it does not have yet, as one. */
final class Lookup {
    private final Tier tier;

    Lookup(Tier tier) {
        this.tier = tier;
    }

    CompletionStage<List<Message>> get(String destination, long... sequences) {
        Order order = tier.orders.find(destination);
        TreeMap<Long, Message> found = new TreeMap<>();
        List<Long> elsewhere = new ArrayList<>();
        for (long sequence : sequences) {
            Entry entry = order == null ? null : order.entries.get(sequence);
            if (entry == null || entry.written == Entry.Written.YES) {
                elsewhere.add(sequence);
            } else if (entry.message != null && !entry.leaving()) {
                found.put(sequence, entry.message);
            }
        }
        CompletableFuture<List<Message>> stage = new CompletableFuture<>();
        if (elsewhere.isEmpty()) {
            tier.turn.complete(stage, List.copyOf(found.values()));
        } else {
            tier.turn.when(
                    tier.back.get(
                            destination,
                            elsewhere.stream().mapToLong(Long::longValue).toArray()),
                    messages -> {
                        messages.forEach(message -> found.put(message.sequence(), message));
                        tier.turn.complete(stage, List.copyOf(found.values()));
                    },
                    why -> tier.turn.fail(stage, why));
        }
        return stage;
    }

    CompletionStage<List<Message>> oldest(String destination, long above, long below, int most, long maxBytes) {
        CompletableFuture<List<Message>> stage = new CompletableFuture<>();
        TreeMap<Long, Message> merged = new TreeMap<>();
        for (Entry entry : notWritten(destination)) {
            if (entry.sequence > above && entry.sequence < below && entry.message != null) {
                merged.put(entry.sequence, entry.message);
            }
        }
        tier.turn.when(
                tier.back.oldest(destination, above, below, most, maxBytes),
                messages -> {
                    messages.forEach(message -> merged.put(message.sequence(), message));
                    if (messages.isEmpty() || messages.size() >= most) {
                        tier.turn.complete(stage, cut(merged.values(), most, maxBytes));
                        return;
                    }
                    // Perhaps the back store stopped for the octets; what it did not give must not be stepped over.
                    long last = messages.get(messages.size() - 1).sequence();
                    tier.turn.when(
                            tier.back.oldest(destination, last, below, 1, 1),
                            next -> {
                                Collection<Message> known = next.isEmpty()
                                        ? merged.values()
                                        : merged.headMap(next.get(0).sequence()).values();
                                tier.turn.complete(stage, cut(known, most, maxBytes));
                            },
                            why -> tier.turn.fail(stage, why));
                },
                why -> tier.turn.fail(stage, why));
        return stage;
    }

    CompletionStage<List<Message>> due(long nowMillis, int most) {
        return owned(tier.back.due(nowMillis, most));
    }

    CompletionStage<List<Message>> expired(long nowMillis, int most) {
        List<Message> inMemory = new ArrayList<>();
        for (Order order : tier.orders.all()) {
            for (Entry entry : notWritten(order.destination)) {
                if (entry.expired(nowMillis) && entry.message != null) {
                    inMemory.add(entry.message);
                }
            }
        }
        CompletableFuture<List<Message>> stage = new CompletableFuture<>();
        tier.turn.when(
                tier.back.expired(nowMillis, most),
                messages -> {
                    TreeMap<Long, Message> merged = new TreeMap<>();
                    inMemory.forEach(message -> merged.put(message.sequence(), message));
                    for (Message message : messages) {
                        if (tier.owns.test(message.destination())) {
                            merged.put(message.sequence(), message);
                        }
                    }
                    List<Message> all = new ArrayList<>(merged.values());
                    all.sort((a, b) -> Long.compare(a.expiresAtMillis(), b.expiresAtMillis()));
                    tier.turn.complete(stage, List.copyOf(all.subList(0, Math.min(most, all.size()))));
                },
                why -> tier.turn.fail(stage, why));
        return stage;
    }

    CompletionStage<Counts> counts(String destination) {
        Order order = tier.orders.find(destination);
        long messages = order == null ? 0 : order.unwrittenMessages;
        long bytes = order == null ? 0 : order.unwrittenBytes;
        CompletableFuture<Counts> stage = new CompletableFuture<>();
        tier.turn.when(
                tier.back.counts(destination),
                back -> {
                    Order now = tier.orders.find(destination);
                    tier.turn.complete(
                            stage,
                            new Counts(
                                    back.messages() + messages,
                                    back.bytes() + bytes,
                                    now == null ? 0 : now.claimed,
                                    back.delayed()));
                },
                why -> tier.turn.fail(stage, why));
        return stage;
    }

    CompletionStage<List<String>> destinations() {
        Set<String> names = new TreeSet<>();
        for (Order order : tier.orders.all()) {
            if (order.unwrittenMessages > 0) {
                names.add(order.destination);
            }
        }
        CompletableFuture<List<String>> stage = new CompletableFuture<>();
        tier.turn.when(
                tier.back.destinations(),
                stored -> {
                    for (String name : stored) {
                        if (tier.owns.test(name)) {
                            names.add(name);
                        }
                    }
                    tier.turn.complete(stage, List.copyOf(names));
                },
                why -> tier.turn.fail(stage, why));
        return stage;
    }

    /** What is in memory and not, or not for certain, in the back store. */
    private List<Entry> notWritten(String destination) {
        List<Entry> found = new ArrayList<>();
        @Nullable Order order = tier.orders.find(destination);
        if (order != null && (order.unwrittenMessages > 0 || order.heldUnderway > 0)) {
            order.entries.forEach(entry -> {
                boolean taken = entry.place != Entry.Place.PENDING || entry.heldCounted || entry.settled;
                if (entry.written != Entry.Written.YES && !entry.leaving() && taken) {
                    found.add(entry);
                }
            });
        }
        return found;
    }

    private CompletionStage<List<Message>> owned(CompletionStage<List<Message>> read) {
        CompletableFuture<List<Message>> stage = new CompletableFuture<>();
        tier.turn.when(
                read,
                messages -> tier.turn.complete(
                        stage,
                        messages.stream()
                                .filter(message -> tier.owns.test(message.destination()))
                                .toList()),
                why -> tier.turn.fail(stage, why));
        return stage;
    }

    private static List<Message> cut(Collection<Message> messages, int most, long maxBytes) {
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
}
