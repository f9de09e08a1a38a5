package org.stampedemq.broker.destination;

import org.stampedemq.storage.Batch;
import org.stampedemq.storage.Message;
import org.stampedemq.storage.MessageStore;
import org.stampedemq.storage.StoreException;

/**
 * Finds out whether a store that refused takes messages again: a node that is not ready is sent no clients, so nobody else
 * would. Stores one small message and removes it. Owned by a lane.
 */
final class StoreProbe {
    static final String DESTINATION = "/queue/stampede.probe";

    private final MessageStore back;
    private final StoreHealth health;
    private boolean underWay;

    StoreProbe(MessageStore back, StoreHealth health) {
        this.back = back;
        this.health = health;
    }

    /** Tries once, unless the store is well, past help, or being tried. */
    void run() {
        if (underWay || health.broken() || health.notReadyBecause().isEmpty()) {
            return;
        }
        underWay = true;
        Message probe = Message.draft(DESTINATION, 1).seal().withSequence(back.nextSequence());
        back.apply(new Batch().store(probe))
                .thenCompose(stored -> back.apply(new Batch().remove(probe).urgent()))
                .whenComplete((removed, thrown) -> {
                    underWay = false;
                    StoreException failure = Journal.failure(thrown);
                    if (failure == null) {
                        health.took();
                    }
                });
    }
}
