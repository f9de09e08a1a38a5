package org.stampedemq.storage.tiered;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.stampedemq.storage.Batch;
import org.stampedemq.storage.StoreException;

/**
 * Messages that were taken and are not written yet. Each waits for the front store's timeout, and is forgotten if it is
 * removed before: then it never touches the disk. It is written sooner when the bytes exceed their bound, when the window has
 * no room for it, or when the owner asks. While the bytes exceed the bound, stages of {@link FrontStore#apply} wait here.
 *
 * <p>What the back store refuses stays and is tried again, since it was taken. A removal that comes while a write is under
 * way is handed over after it, and the back store keeps the order.
 */
final class HeldBack {
    private static final long RETRY_MILLIS = 1_000;

    private final Tier tier;
    /** Orders that may have a list. */
    private final List<Order> holding = new ArrayList<>();

    private final List<CompletableFuture<Void>> waitingForRoom = new ArrayList<>();
    private List<Entry> queue = new ArrayList<>();
    private long bytes;
    private long messages;
    private long underwayBytes;
    private int underway;
    private long refusals;
    private @Nullable StoreException lastRefusal;
    private boolean lastRefused;
    private long refusingUntilElapsedMillis;
    private CompletableFuture<Void> lastWrite = CompletableFuture.completedFuture(null);

    HeldBack(Tier tier) {
        this.tier = tier;
    }

    long bytes() {
        return bytes;
    }

    long messages() {
        return messages;
    }

    boolean over() {
        return bytes > tier.settings.maxHeldBackBytes();
    }

    /** Why the last write was refused, while anything waits to be written; null if it was not. */
    @Nullable
    StoreException refusal() {
        return lastRefused && messages > 0 ? lastRefusal : null;
    }

    /** The back store refused a write a moment ago. */
    boolean refusing() {
        return tier.turn.elapsedMillis() < refusingUntilElapsedMillis;
    }

    /** Takes an entry that may wait for the timeout. */
    void hold(Entry entry) {
        entry.atElapsedMillis =
                tier.turn.elapsedMillis() + tier.settings.timeout().toMillis();
        count(entry);
        link(entry);
    }

    /** The entry is not to be written any more, or not now. */
    void release(Entry entry) {
        if (entry.held) {
            unlink(entry);
        }
        if (entry.heldCounted) {
            entry.heldCounted = false;
            bytes -= entry.size + Entry.OVERHEAD_BYTES;
            messages--;
            if (entry.written == Entry.Written.UNDERWAY) {
                underwayBytes -= entry.size + Entry.OVERHEAD_BYTES;
            }
            if (!waitingForRoom.isEmpty() && !over()) {
                waitingForRoom.forEach(tier.turn::complete);
                waitingForRoom.clear();
            }
        }
    }

    /** As {@link #write}, but not before the back store may take it again. */
    void writeSoon(Entry entry) {
        if (!refusing()) {
            write(entry);
        } else if (!entry.held) {
            count(entry);
            entry.atElapsedMillis = refusingUntilElapsedMillis;
            link(entry);
        }
    }

    /** Has the entry written with the next {@link #submit}, which comes in the same turn. */
    void write(Entry entry) {
        if (entry.held) {
            unlink(entry);
        }
        count(entry);
        underwayBytes += entry.size + Entry.OVERHEAD_BYTES;
        if (!entry.behind() && entry.message != null && !entry.spilled) {
            entry.message = entry.message.spilled();
            entry.spilled = true;
        }
        entry.written = Entry.Written.UNDERWAY;
        entry.order.uncountUnwritten(entry);
        entry.order.heldUnderway++;
        queue.add(entry);
    }

    /** Hands over what {@link #write} collected, in one batch. */
    void submit() {
        if (queue.isEmpty()) {
            return;
        }
        List<Entry> writing = queue;
        queue = new ArrayList<>();
        Batch batch = new Batch();
        List<HandOutMarks.Asked> marks = HandOutMarks.list();
        for (Entry entry : writing) {
            if (entry.message != null) {
                batch.store(entry.message, entry.keep);
                if (!entry.spilled) {
                    tier.marks.forStore(entry.order, entry.sequence, batch, marks);
                }
                if (entry.failures > 0) {
                    batch.add(new Batch.Failed(entry.order.destination, entry.sequence, entry.failures, 0));
                }
            }
        }
        CompletableFuture<Void> write = new CompletableFuture<>();
        lastWrite = write;
        underway++;
        long refusalsBefore = refusals;
        tier.turn.when(
                tier.back.apply(batch),
                done -> {
                    underway--;
                    lastRefused = false;
                    tier.marks.durable(marks);
                    writing.forEach(this::written);
                    // An earlier batch may have been refused after this one was handed over; it counts too.
                    if (refusals != refusalsBefore && lastRefusal != null) {
                        tier.turn.fail(write, lastRefusal);
                    } else {
                        tier.turn.complete(write);
                    }
                },
                why -> {
                    underway--;
                    refused(writing, why);
                    tier.marks.refused(marks);
                    tier.turn.fail(write, why);
                });
    }

    /** Writes what has been held for the timeout. */
    void writeDue() {
        if (refusing()) {
            return;
        }
        long now = tier.turn.elapsedMillis();
        holding.removeIf(order -> {
            while (order.heldFirst != null && order.heldFirst.atElapsedMillis <= now) {
                write(order.heldFirst);
            }
            order.holding = order.heldFirst != null;
            return !order.holding;
        });
    }

    /** Writes the oldest lists until half of the bound is free, if the bound is exceeded. */
    void relieve() {
        long most = tier.settings.maxHeldBackBytes();
        if (bytes - underwayBytes <= most || refusing()) {
            return;
        }
        for (int i = 0; i < holding.size() && bytes - underwayBytes > most / 2; i++) {
            writeAll(holding.get(i));
        }
    }

    /** Writes all of these destinations. */
    CompletionStage<Void> writeAll(Iterable<String> destinations) {
        boolean any = false;
        for (String destination : destinations) {
            Order order = tier.orders.find(destination);
            if (order != null && (order.heldMessages > 0 || order.heldUnderway > 0)) {
                any = true;
                writeAll(order);
            }
        }
        submit();
        return any ? lastWrite : CompletableFuture.completedStage(null);
    }

    /** Writes all there is; completes when it and what was under way before is durable. */
    CompletionStage<Void> writeEverything() {
        List.copyOf(holding).forEach(this::writeAll);
        submit();
        return underway == 0 ? CompletableFuture.completedStage(null) : lastWrite;
    }

    /** Completes the stage when there is room again. */
    void whenRoom(CompletableFuture<Void> stage) {
        if (over()) {
            waitingForRoom.add(stage);
        } else {
            tier.turn.complete(stage);
        }
    }

    private void writeAll(Order order) {
        while (order.heldFirst != null) {
            write(order.heldFirst);
        }
    }

    private void written(Entry entry) {
        answered(entry);
        release(entry);
        entry.written = Entry.Written.YES;
        switch (entry.place) {
            case PENDING -> tier.readiness.settle(entry);
            case READY -> tier.fresh.add(entry);
            case CLAIMED, LATER, EXPIRED, GONE -> entry.message = null;
            // Its removal may fail, and then it is ready again; the body is read again in that case.
            case REMOVING -> entry.message = null;
        }
    }

    private void refused(List<Entry> writing, StoreException why) {
        refusals++;
        lastRefused = true;
        lastRefusal = why;
        refusingUntilElapsedMillis = tier.turn.elapsedMillis() + RETRY_MILLIS;
        for (Entry entry : writing) {
            answered(entry);
            underwayBytes -= entry.heldCounted ? entry.size + Entry.OVERHEAD_BYTES : 0;
            entry.written = Entry.Written.NO;
            if (entry.place != Entry.Place.GONE) {
                entry.order.countUnwritten(entry);
            }
            if (!entry.leaving()) {
                entry.atElapsedMillis = refusingUntilElapsedMillis;
                link(entry);
            }
        }
        boolean hopeless = why.kind() == StoreException.Kind.BROKEN || why.kind() == StoreException.Kind.CLOSED;
        if (hopeless) {
            waitingForRoom.forEach(stage -> tier.turn.fail(stage, why));
            waitingForRoom.clear();
        }
    }

    private void answered(Entry entry) {
        entry.order.heldUnderway--;
        if (entry.forRoom) {
            entry.forRoom = false;
            tier.shares.wroteForRoom();
        }
    }

    private void count(Entry entry) {
        if (!entry.heldCounted) {
            entry.heldCounted = true;
            bytes += entry.size + Entry.OVERHEAD_BYTES;
            messages++;
        }
    }

    private void link(Entry entry) {
        Order order = entry.order;
        entry.held = true;
        entry.heldBefore = order.heldLast;
        entry.heldAfter = null;
        if (order.heldLast == null) {
            order.heldFirst = entry;
        } else {
            order.heldLast.heldAfter = entry;
        }
        order.heldLast = entry;
        order.heldMessages++;
        if (!order.holding) {
            order.holding = true;
            holding.add(order);
        }
    }

    private static void unlink(Entry entry) {
        Order order = entry.order;
        Entry before = entry.heldBefore;
        Entry after = entry.heldAfter;
        if (before == null) {
            order.heldFirst = after;
        } else {
            before.heldAfter = after;
        }
        if (after == null) {
            order.heldLast = before;
        } else {
            after.heldBefore = before;
        }
        entry.heldBefore = null;
        entry.heldAfter = null;
        entry.held = false;
        order.heldMessages--;
    }
}
