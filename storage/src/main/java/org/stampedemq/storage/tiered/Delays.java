package org.stampedemq.storage.tiered;

import java.util.List;
import org.stampedemq.storage.Batch;
import org.stampedemq.storage.Message;

/**
 * Messages that wait for a time. They wait in the back store among the delayed, whatever their number, and join the end of
 * the order under a new sequence once they are due: one batch takes the delayed row away and stores the ready one. One
 * such step at a time; what was removed while it was reading is left alone.
 */
final class Delays {
    private static final int MOST_AT_ONCE = 256;

    private final Tier tier;
    private final Tombstones tombstones = new Tombstones();
    private boolean underway;

    Delays(Tier tier) {
        this.tier = tier;
    }

    /** A message that is not in memory is being removed; it may be a delayed one. */
    void removed(long sequence) {
        tombstones.removed(sequence);
    }

    void tick() {
        if (underway) {
            return;
        }
        underway = true;
        tombstones.beginRead();
        tier.turn.when(tier.back.due(tier.turn.wallMillis(), MOST_AT_ONCE), this::makeReady, why -> {
            underway = false;
            tombstones.endRead();
        });
    }

    private void makeReady(List<Message> due) {
        Batch batch = new Batch();
        for (Message message : due) {
            if (!tier.owns.test(message.destination()) || tombstones.covers(message.sequence())) {
                continue;
            }
            batch.remove(message);
            if (!message.isSpilled() || message.sequence() > tier.lifeBeganAt) {
                batch.store(message.withoutDelay(tier.back.nextSequence()));
            }
        }
        tombstones.endRead();
        if (batch.isEmpty()) {
            underway = false;
            return;
        }
        Reservation reservation = new Reservation(tier, true).reserve(batch);
        tier.turn.when(
                tier.back.apply(reservation.batch()),
                done -> {
                    underway = false;
                    reservation.committed();
                },
                why -> {
                    // They are delayed still, and due still.
                    underway = false;
                    reservation.storesRefused(why);
                });
    }
}
