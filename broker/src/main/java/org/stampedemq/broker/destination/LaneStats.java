package org.stampedemq.broker.destination;

import org.stampedemq.storage.tiered.FrontStats;

/**
 * What one lane holds and has done since the start.
 *
 * @param frontMessages ready, in memory
 * @param frontBytes their records and overhead
 * @param heldBackMessages taken and not yet written
 * @param undeliverable messages to temporary destinations that were gone
 */
public record LaneStats(
        long frontMessages,
        long frontBytes,
        long heldBackMessages,
        long refreshed,
        long evicted,
        long writesSaved,
        long pushedOut,
        long undeliverable) {

    static LaneStats of(FrontStats front, long undeliverable) {
        return new LaneStats(
                front.windowMessages(),
                front.windowBytes(),
                front.heldBackMessages(),
                front.refreshed(),
                front.evicted(),
                front.writesSaved(),
                front.pushedOut(),
                undeliverable);
    }
}
