package org.stampedemq.client;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before connecting again: twice as long each time, up to the longest, and of that a random share, so that a
 * thousand clients of a broker that restarts do not come back at the same instant.
 *
 * @param jitter 0 to 1: the share of a pause that chance may take away
 * @param attempts in a row, each going once through one address; 0 for never
 */
public record Backoff(Duration first, Duration longest, double jitter, int attempts) {
    public Backoff {
        if (first.isNegative() || longest.compareTo(first) < 0) {
            throw new IllegalArgumentException("the longest pause cannot be shorter than the first: " + longest);
        }
        if (!(jitter >= 0 && jitter <= 1)) {
            throw new IllegalArgumentException("jitter is a share from 0 to 1, not " + jitter);
        }
        if (attempts < 0) {
            throw new IllegalArgumentException("attempts cannot be negative: " + attempts);
        }
    }

    /** A lost connection closes the client. */
    public static Backoff never() {
        return new Backoff(Duration.ZERO, Duration.ZERO, 0, 0);
    }

    /** 50 ms to 10 s, half of it chance, for as long as the client lives. */
    public static Backoff forever() {
        return new Backoff(Duration.ofMillis(50), Duration.ofSeconds(10), 0.5, Integer.MAX_VALUE);
    }

    /** @param attempt from 1 */
    Duration pause(int attempt, RandomGenerator random) {
        // beyond 2^30 times the first pause, the longest has long been reached
        long doubled = 1L << Math.min(30, Math.max(0, attempt - 1));
        double nanos = Math.min((double) first.toNanos() * doubled, (double) longest.toNanos());
        return Duration.ofNanos((long) (nanos * (1 - jitter * random.nextDouble())));
    }
}
