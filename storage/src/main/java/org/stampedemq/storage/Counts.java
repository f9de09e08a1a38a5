package org.stampedemq.storage;

/**
 * What a destination holds.
 *
 * @param messages ready and claimed, without the delayed
 * @param bytes of their records
 * @param claimed of the messages, how many are out
 * @param delayed messages that are not due yet
 */
public record Counts(long messages, long bytes, long claimed, long delayed) {
    public static final Counts NONE = new Counts(0, 0, 0, 0);
}
