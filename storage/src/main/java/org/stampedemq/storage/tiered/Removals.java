package org.stampedemq.storage.tiered;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.stampedemq.storage.Batch;
import org.stampedemq.storage.Batch.Keep;
import org.stampedemq.storage.Message;

/**
 * Removing by the verbs that return what they removed. What is in memory only goes at once; the rest leaves the order at once
 * and memory when the back store has answered. Every removed sequence is told to the reads that are under way.
 */
final class Removals {
    private static final long READ_BYTES = 8 << 20;

    private final Tier tier;
    private final Lookup lookup;

    Removals(Tier tier, Lookup lookup) {
        this.tier = tier;
        this.lookup = lookup;
    }

    CompletionStage<List<Message>> remove(String destination, long... sequences) {
        CompletableFuture<List<Message>> stage = new CompletableFuture<>();
        TreeMap<Long, Message> removed = new TreeMap<>();
        List<Entry> leaving = new ArrayList<>();
        List<Long> rest = new ArrayList<>();
        Order order = tier.orders.find(destination);
        for (long sequence : sequences) {
            Entry entry = order == null ? null : order.entries.get(sequence);
            if (entry == null || entry.written != Entry.Written.NO) {
                rest.add(sequence);
                if (entry != null && !entry.leaving()) {
                    tier.readiness.beginRemoval(entry);
                    leaving.add(entry);
                }
            } else if (!entry.leaving() && entry.message != null) {
                removed.put(sequence, entry.message);
                if (entry.behind()) {
                    tier.writesSaved++;
                }
                tier.readiness.forget(entry);
            }
        }
        if (rest.isEmpty()) {
            tier.turn.complete(stage, List.copyOf(removed.values()));
            return stage;
        }
        tier.heldBack.submit();
        tier.turn.when(
                tier.back.remove(
                        destination, rest.stream().mapToLong(Long::longValue).toArray()),
                messages -> {
                    messages.forEach(message -> removed.put(message.sequence(), message));
                    for (Entry entry : leaving) {
                        // Its write was under way when the removal was asked, and was refused: it was here only.
                        if (entry.written == Entry.Written.NO
                                && entry.message != null
                                && entry.place == Entry.Place.REMOVING) {
                            removed.put(entry.sequence, entry.message);
                        }
                        tier.readiness.forget(entry);
                    }
                    rest.forEach(sequence -> gone(destination, sequence));
                    tier.turn.complete(stage, List.copyOf(removed.values()));
                },
                why -> {
                    leaving.forEach(tier.readiness::restore);
                    tier.turn.fail(stage, why);
                });
        return stage;
    }

    CompletionStage<List<Message>> removeAll(String destination, int most) {
        CompletableFuture<List<Message>> stage = new CompletableFuture<>();
        Order order = tier.orders.of(destination);
        order.gates++;
        if (order.unwrittenMessages > 0) {
            tier.turn.when(
                    lookup.oldest(destination, -1, Long.MAX_VALUE, most, READ_BYTES),
                    messages -> {
                        long[] sequences =
                                messages.stream().mapToLong(Message::sequence).toArray();
                        tier.turn.when(
                                remove(destination, sequences), removed -> opened(order, stage, removed), why -> {
                                    open(order);
                                    tier.turn.fail(stage, why);
                                });
                    },
                    why -> {
                        open(order);
                        tier.turn.fail(stage, why);
                    });
            return stage;
        }
        tier.heldBack.submit();
        tier.turn.when(
                tier.back.removeAll(destination, most),
                removed -> {
                    removed.forEach(message -> gone(destination, message.sequence()));
                    opened(order, stage, removed);
                },
                why -> {
                    open(order);
                    tier.turn.fail(stage, why);
                });
        return stage;
    }

    CompletionStage<List<Message>> move(String from, String to, long... sequences) {
        CompletableFuture<List<Message>> stage = new CompletableFuture<>();
        Order order = tier.orders.of(from);
        // Nobody claims them while they are read, and what is removed meanwhile must not come back elsewhere.
        order.gates++;
        order.tombstones.beginRead();
        tier.turn.when(
                lookup.get(from, sequences),
                messages -> {
                    List<Message> there = messages.stream()
                            .filter(message -> !order.tombstones.covers(message.sequence()))
                            .toList();
                    order.tombstones.endRead();
                    open(order);
                    move(order, to, there, stage);
                },
                why -> {
                    order.tombstones.endRead();
                    open(order);
                    tier.turn.fail(stage, why);
                });
        return stage;
    }

    private void move(Order from, String to, List<Message> messages, CompletableFuture<List<Message>> stage) {
        Batch batch = new Batch();
        List<Message> moved = new ArrayList<>(messages.size());
        for (Message message : messages) {
            Entry entry = from.entries.get(message.sequence());
            boolean inMemoryOnly = entry != null
                    && (entry.keep == Keep.VOLATILE || entry.keep == Keep.VOLATILE_SPILL)
                    && entry.written == Entry.Written.NO;
            Message there = message.movedTo(to, tier.back.nextSequence());
            moved.add(there);
            batch.remove(message);
            batch.store(there, inMemoryOnly && entry != null ? entry.keep : Keep.DURABLE);
        }
        if (batch.isEmpty()) {
            tier.turn.complete(stage, moved);
            return;
        }
        Reservation reservation = new Reservation(tier, true).reserve(batch);
        tier.heldBack.submit();
        if (reservation.batch().isEmpty()) {
            reservation.committed();
            tier.turn.complete(stage, moved);
            return;
        }
        tier.turn.when(
                tier.back.apply(reservation.batch()),
                done -> {
                    reservation.committed();
                    tier.turn.complete(stage, moved);
                },
                why -> {
                    reservation.aborted();
                    tier.turn.fail(stage, why);
                });
    }

    private void opened(Order order, CompletableFuture<List<Message>> stage, List<Message> removed) {
        open(order);
        tier.turn.complete(stage, removed);
    }

    private void open(Order order) {
        order.gates--;
        tier.turn.touch(order);
    }

    private void gone(String destination, long sequence) {
        tier.delays.removed(sequence);
        tier.expiry.removed(sequence);
        Order order = tier.orders.find(destination);
        if (order == null) {
            return;
        }
        order.past.remove(sequence);
        order.tombstones.removed(sequence);
        Entry entry = order.entries.get(sequence);
        if (entry != null) {
            tier.readiness.forget(entry);
        }
    }
}
