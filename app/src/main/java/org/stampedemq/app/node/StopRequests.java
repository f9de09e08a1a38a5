package org.stampedemq.app.node;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/**
 * How often the node was asked to stop: the first time it drains and flushes, the second it waits for clients no longer,
 * the third ends the process at once, with what was held back lost. From any thread.
 */
public final class StopRequests {
    /** What a shell reports for a process that SIGTERM ended. */
    static final int ENDED_BY_SIGNAL = 143;

    private final AtomicInteger requests = new AtomicInteger();
    private final Semaphore arrived = new Semaphore(0);
    private final IntConsumer halt;

    /** @param halt ends the process, now, with the exit code given */
    public StopRequests(IntConsumer halt) {
        this.halt = halt;
    }

    /** Asks once more. */
    public void request() {
        if (requests.incrementAndGet() >= 3) {
            halt.accept(ENDED_BY_SIGNAL);
        }
        arrived.release();
    }

    /** Blocks until the node is asked to stop. */
    public void awaitFirst() throws InterruptedException {
        arrived.acquire();
    }

    /** Whether it should hurry: waits up to the time given for that. */
    boolean hurried(Duration patience) throws InterruptedException {
        if (requests.get() >= 2) {
            return true;
        }
        return arrived.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS);
    }
}
