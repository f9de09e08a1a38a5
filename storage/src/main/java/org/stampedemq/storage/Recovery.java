package org.stampedemq.storage;

import java.util.List;

/**
 * What is known of a destination from an earlier life.
 *
 * @param lowWater nothing stored lies below this sequence
 * @param handedOutUpTo everything up to this sequence may have been handed out before a crash
 * @param failures of messages that are still stored
 * @param counts with nothing claimed
 */
public record Recovery(long lowWater, long handedOutUpTo, List<Batch.Failed> failures, Counts counts) {
    public Recovery {
        failures = List.copyOf(failures);
    }
}
