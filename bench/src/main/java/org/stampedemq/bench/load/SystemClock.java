package org.stampedemq.bench.load;

import java.util.function.LongSupplier;

/** Nanoseconds, monotonic, from an arbitrary origin. The one place of the load program that reads a clock. Any thread. */
final class SystemClock implements LongSupplier {
    @Override
    public long getAsLong() {
        return System.nanoTime();
    }
}
