package org.stampedemq.storage.tiered;

import java.time.Duration;

/**
 * How a front store behaves. Bytes count records, headers and the overhead of keeping them.
 *
 * @param maxBytes windows and their bodies
 * @param maxHeldBackBytes messages taken and not yet written; more slows producers
 * @param timeout the front store's timeout: how long a message may be held back before it is written
 * @param windowMessages the most messages of one destination in its window
 * @param refreshInterval between two refreshes with the oldest of the back store
 * @param refreshAmount the most messages that one refresh brings
 * @param handOutBlock how far ahead the hand-out mark is persisted, in messages
 * @param spill whether a message that was to stay in memory goes to the back store when memory is short, rather than being
 *     pushed out
 */
public record TieredSettings(
        long maxBytes,
        long maxHeldBackBytes,
        Duration timeout,
        int windowMessages,
        Duration refreshInterval,
        int refreshAmount,
        int handOutBlock,
        boolean spill) {

    public static TieredSettings defaults() {
        return new TieredSettings(
                32L << 20, 8L << 20, Duration.ofSeconds(4), 10_000, Duration.ofSeconds(1), 100, 1_000, true);
    }

    /** What one of several front stores gets of these bytes. */
    public TieredSettings partOf(int stores) {
        return new TieredSettings(
                maxBytes / stores,
                maxHeldBackBytes / stores,
                timeout,
                windowMessages,
                refreshInterval,
                refreshAmount,
                handOutBlock,
                spill);
    }
}
