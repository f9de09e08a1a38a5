package org.stampedemq.broker.destination;

import java.util.List;

/** Which lane a destination lives on. Immutable once filled; read from any thread. */
public final class Destinations {
    private final LaneDestinations[] lanes;

    /** @param lanes how many there will be, see {@link #set} */
    public Destinations(int lanes) {
        this.lanes = new LaneDestinations[lanes];
    }

    /** Fills one place, before any thread but the wiring one reads. */
    public void set(int index, LaneDestinations lane) {
        lanes[index] = lane;
    }

    /** The lane that a destination hashes to. */
    public LaneDestinations of(String destination) {
        return lanes[laneOf(destination)];
    }

    /** The number of that lane. */
    public int laneOf(String destination) {
        int hash = destination.hashCode();
        hash ^= hash >>> 16;
        return Math.floorMod(hash, lanes.length);
    }

    public List<LaneDestinations> all() {
        return List.of(lanes);
    }
}
