package org.stampedemq.storage.tiered;

import java.util.function.LongSupplier;

/**
 * Time that never runs backwards, made from a wall clock that may: steps back count as nothing, steps forward as they are.
 * So a clock set back by a year keeps no message in memory for a year.
 */
final class Elapsed {
    private final LongSupplier wallMillis;
    private long lastWallMillis;
    private long elapsedMillis;

    Elapsed(LongSupplier wallMillis) {
        this.wallMillis = wallMillis;
        this.lastWallMillis = wallMillis.getAsLong();
    }

    /** Milliseconds since the start. */
    long now() {
        long wall = wallMillis.getAsLong();
        if (wall > lastWallMillis) {
            elapsedMillis += wall - lastWallMillis;
        }
        lastWallMillis = wall;
        return elapsedMillis;
    }

    /** Epoch milliseconds at the last {@link #now}. */
    long wallMillis() {
        return lastWallMillis;
    }
}
