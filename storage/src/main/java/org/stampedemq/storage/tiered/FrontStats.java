package org.stampedemq.storage.tiered;

/**
 * What a front store holds in memory.
 *
 * @param windowMessages ready, in windows
 * @param windowBytes their records and overhead
 * @param heldBackMessages taken, not yet written
 * @param heldBackBytes their records and overhead
 * @param claimed out
 * @param refreshed messages brought from the back store since the start
 * @param evicted messages that left a window for want of room since the start
 * @param writesSaved messages consumed before they were written, since the start
 * @param pushedOut messages that were to stay in memory and are gone, since the start
 */
public record FrontStats(
        long windowMessages,
        long windowBytes,
        long heldBackMessages,
        long heldBackBytes,
        long claimed,
        long refreshed,
        long evicted,
        long writesSaved,
        long pushedOut) {}
