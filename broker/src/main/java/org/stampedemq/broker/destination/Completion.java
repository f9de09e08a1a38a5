package org.stampedemq.broker.destination;

import org.jspecify.annotations.Nullable;
import org.stampedemq.storage.StoreException;

/** What to do once a change took effect, or did not. Called once, on the lane that made the change. */
@FunctionalInterface
public interface Completion {
    /** Nobody asked to be told. */
    Completion NONE = failure -> {};

    /**
     * It is over.
     *
     * @param failure null if it took effect
     */
    void done(@Nullable StoreException failure);
}
