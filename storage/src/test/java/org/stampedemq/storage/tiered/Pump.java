package org.stampedemq.storage.tiered;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;

/** An owner's executor that runs what it was given when the test says so: answers of a store come late, but in order. */
final class Pump implements Executor {
    private final Deque<Runnable> tasks = new ArrayDeque<>();

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    /** Runs what is there and what that gives rise to. */
    void runAll() {
        int done = 0;
        while (runOne()) {
            if (++done > 1_000_000) {
                throw new AssertionError("it never comes to rest");
            }
        }
    }

    /** Runs what is there now, and leaves what that gives rise to. */
    void runOnce() {
        for (int left = tasks.size(); left > 0; left--) {
            runOne();
        }
    }

    boolean runOne() {
        Runnable task = tasks.poll();
        if (task != null) {
            task.run();
        }
        return task != null;
    }

    /** As a crash does: what was under way is never heard of. */
    void forgetAll() {
        tasks.clear();
    }

    int size() {
        return tasks.size();
    }
}
