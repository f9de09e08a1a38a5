package org.stampedemq.stomp.server;

import java.util.concurrent.Executor;

/**
 * An event loop: one thread that owns the connections assigned to it. {@link #execute} may be called from any thread, the
 * rest only on the loop.
 */
public interface Loop extends Executor {
    /** Whether the caller runs on this loop. */
    boolean inLoop();

    /**
     * Runs the action once, at the end of the present turn, before the output of that turn is flushed. An action that
     * asks again from within runs in the same turn.
     */
    void atTurnEnd(Runnable action);

    /** 0 to the number of loops - 1. */
    int index();
}
