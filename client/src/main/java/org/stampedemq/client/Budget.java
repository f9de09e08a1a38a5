package org.stampedemq.client;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How much is unconfirmed, against its bounds. Callers take from any thread before anything of theirs is queued, so that the queue to
 * the loop is bounded too; the loop gives back.
 */
final class Budget {
    private final int maxFrames;
    private final long maxBytes;
    private final AtomicInteger frames = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();

    Budget(int maxFrames, long maxBytes) {
        this.maxFrames = maxFrames;
        this.maxBytes = maxBytes;
    }

    /** Takes it, or nothing. One frame always goes, however large, so that none is stuck for ever. */
    boolean take(int weight) {
        int count = frames.incrementAndGet();
        long size = bytes.addAndGet(weight);
        if (count > 1 && (count > maxFrames || size > maxBytes)) {
            give(weight);
            return false;
        }
        return true;
    }

    void give(int weight) {
        frames.decrementAndGet();
        bytes.addAndGet(-weight);
    }

    /** Half of it is free: waking a sender for every single receipt would be a waste. */
    boolean hasRoom() {
        return frames.get() <= maxFrames / 2 && bytes.get() <= maxBytes / 2;
    }

    @Override
    public String toString() {
        return frames.get() + " frames (of " + maxFrames + ") and " + bytes.get() + " bytes (of " + maxBytes + ")";
    }
}
