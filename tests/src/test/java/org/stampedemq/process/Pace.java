package org.stampedemq.process;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A steady rate: what comes late is made up for, so that a busy machine changes the grain and not the amount. */
final class Pace {
    private final Semaphore never = new Semaphore(0);
    private final long began = System.nanoTime();
    private final double perSecond;
    private long steps;

    Pace(double perSecond) {
        this.perSecond = perSecond;
    }

    /** Waits until the next step is due. */
    void await() throws InterruptedException {
        long due = began + (long) (++steps * 1e9 / perSecond);
        long wait = due - System.nanoTime();
        if (wait > 0 && never.tryAcquire(wait, TimeUnit.NANOSECONDS)) {
            throw new IllegalStateException("nobody releases it");
        }
    }

    /** Waits once. */
    static void pause(long millis) throws InterruptedException {
        new Pace(1_000.0 / millis).await();
    }
}
