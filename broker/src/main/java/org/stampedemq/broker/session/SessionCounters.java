package org.stampedemq.broker.session;

import java.util.concurrent.atomic.LongAdder;

/** What all sessions of a node count together. From any thread. */
public final class SessionCounters {
    private final LongAdder notStored = new LongAdder();
    private final LongAdder errors = new LongAdder();

    /** A message that was refused because it could not be stored. */
    void addNotStored() {
        notStored.increment();
    }

    /** A client that was sent an ERROR. */
    void addError() {
        errors.increment();
    }

    public long notStored() {
        return notStored.sum();
    }

    public long errors() {
        return errors.sum();
    }
}
