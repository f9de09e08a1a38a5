package org.stampedemq.broker.destination;

import java.util.ArrayDeque;

/**
 * Lets only so many octets move to the dead letters at a time: a client may die with megabytes in hand, each to be read,
 * copied and written. What waits is bookkeeping only, bounded by what was in flight. Owned by a lane.
 */
final class MoveGate {
    private static final long MOST_BYTES = 8 << 20;

    private record Waiting(int bytes, Runnable move) {}

    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private long bytes;
    private boolean admitting;

    /** Begins the move, now or when there is room; {@link #end} must follow it. One is let through however large. */
    void begin(int octets, Runnable move) {
        waiting.add(new Waiting(octets, move));
        admit();
    }

    /** A move of so many octets is over. */
    void end(int octets) {
        bytes -= octets;
        admit();
    }

    private void admit() {
        if (admitting) {
            return;
        }
        // A move that ends at once comes back here: the loop goes on with the next, instead of a call within a call.
        admitting = true;
        while (!waiting.isEmpty() && (bytes == 0 || bytes + waiting.element().bytes() <= MOST_BYTES)) {
            Waiting next = waiting.remove();
            bytes += next.bytes();
            next.move().run();
        }
        admitting = false;
    }
}
