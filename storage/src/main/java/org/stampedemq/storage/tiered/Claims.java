package org.stampedemq.storage.tiered;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.stampedemq.storage.Batch;
import org.stampedemq.storage.Claim;
import org.stampedemq.storage.Message;

/** What is out: claims take the lowest ready sequence, and what is given back returns to its place. */
final class Claims {
    private final Tier tier;
    private long claimed;

    Claims(Tier tier) {
        this.tier = tier;
    }

    long claimed() {
        return claimed;
    }

    void count(int change) {
        claimed += change;
    }

    /** Everything that can be had at once. */
    List<Claim> now(String destination, String claimant, int max, long maxBytes) {
        Order order = tier.orders.of(destination);
        if (!order.demand) {
            order.demand = true;
            tier.shares.note(order);
        }
        tier.readiness.tick();
        List<Claim> claims = order.recovered && order.gates == 0 ? take(order, claimant, max, maxBytes) : List.of();
        if (claims.size() < max) {
            order.wanting = true;
        }
        order.idle = false;
        tier.refill.pursue(order);
        return claims;
    }

    /** As {@link #now}, but waits for reads that are under way. */
    CompletionStage<List<Claim>> whenRead(String destination, String claimant, int max) {
        List<Claim> claims = new ArrayList<>();
        CompletableFuture<List<Claim>> stage = new CompletableFuture<>();
        claim(tier.orders.of(destination), claimant, max, claims, stage);
        return stage;
    }

    private void claim(
            Order order, String claimant, int max, List<Claim> claims, CompletableFuture<List<Claim>> stage) {
        do {
            claims.addAll(now(order.destination, claimant, max - claims.size(), Long.MAX_VALUE));
        } while (claims.size() < max && available(order));
        boolean underWay =
                order.recovering || order.reading || order.readingBodies || order.markUnderway || order.gates > 0;
        if (claims.size() < max && underWay) {
            order.waiters.add(() -> claim(order, claimant, max, claims, stage));
        } else if (claims.isEmpty() && order.unreadable != null) {
            tier.turn.fail(stage, order.unreadable);
        } else {
            tier.turn.complete(stage, claims);
        }
    }

    /** The owner counted a failure itself. */
    void failed(Batch.Failed failed) {
        Order order = tier.orders.of(failed.destination());
        long readyAt = tier.turn.elapsedMillis() + Math.max(0, failed.notBeforeMillis() - tier.turn.wallMillis());
        Entry entry = order.entries.get(failed.sequence());
        if (entry == null) {
            order.past.put(failed.sequence(), new Order.Past(0, failed.failures(), readyAt));
            return;
        }
        entry.failures = failed.failures();
        if (entry.place == Entry.Place.READY && readyAt > tier.turn.elapsedMillis()) {
            tier.readiness.outOfWindow(entry);
            tier.readiness.giveBack(entry, readyAt);
        }
    }

    /** Something changed: whoever waits is told or served. */
    void look(Order order) {
        if (!order.pending.isEmpty() && !order.reading) {
            tier.readiness.advance(order);
        }
        if (!order.waiters.isEmpty()) {
            List<Runnable> waiters = List.copyOf(order.waiters);
            order.waiters.clear();
            waiters.forEach(Runnable::run);
        }
        if (!order.demand) {
            return;
        }
        tier.refill.pursue(order);
        if (order.wanting && available(order)) {
            order.wanting = false;
            tier.signals.ready(order.destination);
        }
    }

    /** Nobody wants the destination at present. */
    void withdraw(Order order) {
        order.wanting = false;
        if (order.demand) {
            order.demand = false;
            tier.shares.note(order);
            Entry head = order.window.first();
            if (head != null && head.written == Entry.Written.YES && !head.fresh) {
                head.message = null;
            }
        }
    }

    /** A claim would get something at once. */
    private boolean available(Order order) {
        if (!order.recovered || order.gates > 0) {
            return false;
        }
        long wall = tier.turn.wallMillis();
        Entry head = claimable(order);
        while (head != null && head.expired(wall)) {
            tier.expiry.takeOut(head);
            head = claimable(order);
        }
        return head != null && tier.marks.allows(order, head) && atHand(head);
    }

    boolean atHand(Entry entry) {
        return body(entry) != null;
    }

    private @Nullable Message body(Entry entry) {
        return entry.message != null || !entry.cached ? entry.message : tier.bodies.now(entry.sequence);
    }

    private static @Nullable Entry claimable(Order order) {
        Entry head = order.window.first();
        return head == null || head.sequence > order.claimLimit() ? null : head;
    }

    private List<Claim> take(Order order, String claimant, int max, long maxBytes) {
        if (order.window.size() == 0) {
            return List.of();
        }
        List<Claim> claims = new ArrayList<>(Math.min(max, order.window.size()));
        long wall = tier.turn.wallMillis();
        long bytes = 0;
        while (claims.size() < max && bytes < maxBytes) {
            Entry head = claimable(order);
            if (head == null) {
                break;
            }
            if (head.expired(wall)) {
                tier.expiry.takeOut(head);
                continue;
            }
            if (!tier.marks.allows(order, head)) {
                break;
            }
            Message message = body(head);
            if (message == null) {
                break;
            }
            bytes += head.size;
            claims.add(handOut(head, message, claimant));
        }
        return claims;
    }

    private Claim handOut(Entry entry, Message message, String claimant) {
        Order order = entry.order;
        order.window.removeFirst();
        tier.shares.removed(entry);
        tier.fresh.release(entry);
        if (entry.written == Entry.Written.YES) {
            entry.message = null;
        }
        boolean redelivered = entry.deliveries > 0 || entry.failures > 0 || order.handedOutBefore(entry.sequence);
        entry.place = Entry.Place.CLAIMED;
        entry.claimant = claimant;
        entry.deliveries++;
        order.claimed++;
        claimed++;
        return new Claim(message, entry.deliveries, entry.failures, redelivered);
    }

    /** Gives these back. */
    CompletionStage<Integer> release(Order order, boolean failed, long notBeforeMillis, long... sequences) {
        List<Entry> entries = new ArrayList<>(sequences.length);
        for (long sequence : sequences) {
            Entry entry = order.entries.get(sequence);
            if (entry != null) {
                entries.add(entry);
            }
        }
        return release(entries, failed, notBeforeMillis);
    }

    /** Gives back everything of a claimant. Looks at everything that is out. */
    CompletionStage<Integer> releaseAll(String claimant, boolean failed) {
        List<Entry> entries = new ArrayList<>();
        for (Order order : tier.orders.all()) {
            if (order.claimed > 0) {
                order.entries.forEach(entry -> {
                    if (entry.claimant.equals(claimant)) {
                        entries.add(entry);
                    }
                });
            }
        }
        return release(entries, failed, 0);
    }

    CompletionStage<Integer> releaseEverything(Order order) {
        List<Entry> entries = new ArrayList<>();
        order.entries.forEach(entries::add);
        return release(entries, false, 0);
    }

    private CompletionStage<Integer> release(List<Entry> entries, boolean failed, long notBeforeMillis) {
        // From the highest down: each then goes to the low end of its window.
        Collections.sort(entries, (a, b) -> Long.compare(b.sequence, a.sequence));
        Batch failures = new Batch();
        long wait = notBeforeMillis == 0 ? 0 : Math.max(0, notBeforeMillis - tier.turn.wallMillis());
        int given = 0;
        for (Entry entry : entries) {
            if (entry.place != Entry.Place.CLAIMED) {
                continue;
            }
            given++;
            entry.order.claimed--;
            claimed--;
            entry.claimant = "";
            if (failed) {
                entry.failures++;
                if (entry.written != Entry.Written.NO) {
                    failures.add(
                            new Batch.Failed(entry.order.destination, entry.sequence, entry.failures, notBeforeMillis));
                }
            }
            tier.readiness.giveBack(entry, tier.turn.elapsedMillis() + wait);
        }
        CompletableFuture<Integer> stage = new CompletableFuture<>();
        int count = given;
        if (failures.isEmpty()) {
            tier.turn.complete(stage, count);
        } else {
            tier.heldBack.submit();
            tier.turn.when(
                    tier.back.apply(failures),
                    done -> tier.turn.complete(stage, count),
                    why -> tier.turn.fail(stage, why));
        }
        return stage;
    }
}
