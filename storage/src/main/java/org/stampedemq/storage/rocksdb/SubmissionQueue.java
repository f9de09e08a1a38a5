package org.stampedemq.storage.rocksdb;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * From the owners to the committer: many push, one takes, nobody locks. The taker says when it wants to be woken; a push
 * that does not reach that costs no system call. Octets are counted here and bounded by the engine before the push.
 */
final class SubmissionQueue {
    private static final int NEVER = Integer.MAX_VALUE;

    private final AtomicReference<@Nullable Submission> newest = new AtomicReference<>();
    private final AtomicInteger urgentWeight = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    private volatile int wakeAt = NEVER;
    private volatile boolean wakeForAny;
    private volatile @Nullable Thread taker;

    void push(Submission submission) {
        bytes.addAndGet(submission.batch.bytes());
        int waiting = submission.urgent() ? urgentWeight.addAndGet(submission.weight()) : 0;
        Submission before = newest.get();
        submission.next = before;
        while (!newest.compareAndSet(before, submission)) {
            before = newest.get();
            submission.next = before;
        }
        if (waiting >= wakeAt || wakeForAny) {
            wake();
        }
    }

    void wake() {
        wakeForAny = false;
        wakeAt = NEVER;
        LockSupport.unpark(taker);
    }

    /** Octets of records pushed and not yet answered. */
    long bytes() {
        return bytes.get();
    }

    /** What is urgent and not yet in a group, in changes. */
    int urgentWeight() {
        return urgentWeight.get();
    }

    // ---- the taker's

    void taker(Thread thread) {
        taker = thread;
    }

    /** Everything that was pushed, oldest first, linked by next; null if there is nothing. */
    @Nullable
    Submission takeAll() {
        Submission from = newest.getAndSet(null);
        Submission oldestFirst = null;
        while (from != null) {
            Submission next = from.next;
            from.next = oldestFirst;
            oldestFirst = from;
            from = next;
        }
        return oldestFirst;
    }

    /** It has gone into a group. */
    void grouped(Submission submission) {
        if (submission.urgent()) {
            urgentWeight.addAndGet(-submission.weight());
        }
    }

    void answered(Submission submission) {
        bytes.addAndGet(-submission.batch.bytes());
    }

    /**
     * Sleeps until so much is urgent, or the time is over, or somebody wakes it.
     *
     * @param any wakes for whatever is pushed
     * @param nanos 0 for no limit
     */
    void sleep(int urgent, boolean any, long nanos) {
        wakeAt = urgent;
        wakeForAny = any;
        if (urgentWeight.get() < urgent && !(any && newest.get() != null)) {
            if (nanos == 0) {
                LockSupport.park(this);
            } else {
                LockSupport.parkNanos(this, nanos);
            }
        }
        wakeAt = NEVER;
        wakeForAny = false;
    }
}
