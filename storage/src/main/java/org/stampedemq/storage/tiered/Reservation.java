package org.stampedemq.storage.tiered;

import java.util.ArrayList;
import java.util.List;
import org.stampedemq.storage.Batch;
import org.stampedemq.storage.Batch.Keep;
import org.stampedemq.storage.Message;
import org.stampedemq.storage.StoreException;

/**
 * One batch of the owner on its way: what of it goes to the back store, and what follows here when that has answered.
 *
 * <p>As part of a transaction everything waits for the back store's answer, and what might be held back is not. Otherwise
 * messages that are held back or stay in memory are taken at once, and the removal of what is not written is final at once.
 */
final class Reservation implements FrontStore.Prepared {
    private final Tier tier;
    private final boolean transaction;
    private final Batch toBack = new Batch();
    private final List<Entry> stores = new ArrayList<>();
    private final List<Entry> removals = new ArrayList<>();
    private final List<HandOutMarks.Asked> marks = HandOutMarks.list();
    private boolean ended;

    Reservation(Tier tier, boolean transaction) {
        this.tier = tier;
        this.transaction = transaction;
    }

    Reservation reserve(Batch batch) {
        List<Batch.Change> changes = batch.changes();
        for (int i = 0; i < changes.size(); i++) {
            Batch.Change change = changes.get(i);
            if (change instanceof Batch.Store store) {
                store(store.message(), store.keep());
            } else if (change instanceof Batch.Remove remove) {
                remove(remove);
            } else {
                toBack.add(change);
                if (change instanceof Batch.Failed failed) {
                    tier.claims.failed(failed);
                }
            }
        }
        if (batch.urgency() == Batch.Urgency.NOW) {
            toBack.urgent();
        }
        return this;
    }

    @Override
    public Batch batch() {
        return toBack;
    }

    /** Nothing is lost if the back store refuses it but removals and notes, which are tried again. */
    boolean storesNothing() {
        return stores.isEmpty();
    }

    /** What is tried again after a refusal: all but messages and marks. */
    Batch withoutMessages() {
        Batch kept = new Batch();
        for (Batch.Change change : toBack.changes()) {
            if (change instanceof Batch.Remove || change instanceof Batch.Failed) {
                kept.add(change);
            }
        }
        return kept;
    }

    @Override
    public void committed() {
        tier.turn.enter();
        if (!ended) {
            ended = true;
            tier.marks.durable(marks);
            for (int i = 0; i < stores.size(); i++) {
                Entry entry = stores.get(i);
                if (entry.written == Entry.Written.UNDERWAY) {
                    entry.written = Entry.Written.YES;
                } else if (entry.place == Entry.Place.PENDING) {
                    entry.order.countUnwritten(entry);
                }
                tier.readiness.settle(entry);
            }
            removalsCommitted();
        }
        tier.turn.leave();
    }

    @Override
    public void aborted() {
        tier.turn.enter();
        if (!ended) {
            ended = true;
            tier.marks.refused(marks);
            stores.forEach(entry -> forgetStore(entry, false));
            removalsAborted();
        }
        tier.turn.leave();
    }

    /** The back store refused: the messages are forgotten, and what becomes of the removals is decided by the caller. */
    void storesRefused(StoreException why) {
        ended = true;
        tier.marks.refused(marks);
        stores.forEach(entry -> forgetStore(entry, why.kind() == StoreException.Kind.IN_DOUBT));
    }

    void removalsCommitted() {
        for (int i = 0; i < removals.size(); i++) {
            tier.readiness.forget(removals.get(i));
        }
    }

    void removalsAborted() {
        removals.forEach(tier.readiness::restore);
    }

    private void store(Message given, Keep keep) {
        Order order = given.dueAtMillis() == 0 ? tier.orders.of(given.destination()) : null;
        Message message = given.sequence() == 0 ? given.withSequence(tier.back.nextSequence()) : given;
        if (order == null) {
            // The delayed wait in the back store, whatever their keep: there is no bound on how many there are.
            boolean inMemory = keep == Keep.VOLATILE || keep == Keep.VOLATILE_SPILL;
            toBack.store(inMemory ? message.spilled() : message, keep);
            return;
        }
        if (order.entries.contains(message.sequence())) {
            // Stored before: storing it again changes nothing, and its batch is as durable as the first one.
            toBack.store(message, keep);
            return;
        }
        Keep kept = transaction && keep == Keep.BEHIND ? Keep.DURABLE : keep;
        Entry entry = new Entry(order, message, kept);
        if (kept == Keep.DURABLE) {
            entry.written = Entry.Written.UNDERWAY;
            toBack.store(message, kept);
            tier.marks.forStore(order, message.sequence(), toBack, marks);
            stores.add(entry);
            tier.readiness.await(entry);
        } else if (transaction) {
            stores.add(entry);
            tier.readiness.await(entry);
        } else {
            tier.readiness.take(entry);
        }
    }

    private void remove(Batch.Remove remove) {
        Order order = tier.orders.find(remove.destination());
        Entry entry = order == null ? null : order.entries.get(remove.sequence());
        if (order != null && entry == null) {
            order.past.remove(remove.sequence());
            order.tombstones.removed(remove.sequence());
        }
        if (entry == null || entry.place == Entry.Place.REMOVING) {
            tier.delays.removed(remove.sequence());
            toBack.add(remove);
            return;
        }
        if (entry.written == Entry.Written.NO && !transaction) {
            if (entry.behind()) {
                tier.writesSaved++;
            }
            tier.readiness.forget(entry);
            return;
        }
        if (entry.written != Entry.Written.NO) {
            toBack.add(remove);
        }
        tier.readiness.beginRemoval(entry);
        removals.add(entry);
    }

    private void forgetStore(Entry entry, boolean perhapsStored) {
        if (perhapsStored) {
            // The window may have stepped over something that is there after all: look again.
            Order order = entry.order;
            order.highestBackOnly = Math.max(order.highestBackOnly, entry.sequence);
            order.cursor = Math.min(order.cursor, entry.sequence - 1);
        }
        if (entry.written == Entry.Written.NO && entry.place == Entry.Place.PENDING) {
            // It was never counted.
            entry.order.countUnwritten(entry);
        }
        tier.readiness.forget(entry);
    }
}
