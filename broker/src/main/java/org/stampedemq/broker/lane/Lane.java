package org.stampedemq.broker.lane;

import java.util.concurrent.Executor;

/**
 * One owner thread. {@link #execute} may be called from any thread; the rest only on the lane itself.
 */
public interface Lane extends Executor {
    /** Whether the caller runs on this lane. */
    boolean inLane();

    /** 0 to the number of lanes - 1. */
    int index();

    /** Runs the action once, at the end of the present turn; what it asks for again runs in the same turn. */
    void atTurnEnd(Runnable action);

    /**
     * From this lane to another: at once if the other is this one, else handed over with everything else for that lane
     * at the end of the present turn, in order. One wake-up for all of it. What bounds the queue between two lanes is the
     * window of every connection (unsettled SENDs, prefetch), not the queue itself.
     */
    void post(Lane target, Runnable action);
}
