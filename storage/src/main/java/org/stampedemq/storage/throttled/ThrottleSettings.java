package org.stampedemq.storage.throttled;

/**
 * How much a throttled store has on the way.
 *
 * @param maxBatches handed to the store behind and not answered, at most
 * @param maxBytes of records in them, at most; one batch larger than this goes alone
 * @param maxHeldBytes of records held back before {@link ThrottledStore#accepting} turns false
 */
public record ThrottleSettings(int maxBatches, long maxBytes, long maxHeldBytes) {
    public static ThrottleSettings defaults() {
        return new ThrottleSettings(64, 16L << 20, 16L << 20);
    }
}
