package org.stampedemq.bench.load;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The first 32 bytes of a body, big endian: run, producer, sequence number, time. The run tells this run's messages from
 * those an earlier one left in the same queue. Sequence numbers of a producer start at 0 and have no gaps. The time is in
 * nanoseconds of this process.
 */
final class Stamp {
    static final int BYTES = 32;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private Stamp() {}

    static void write(byte[] body, int at, long run, long producer, long sequence, long timeNanos) {
        LONG.set(body, at, run);
        LONG.set(body, at + 8, producer);
        LONG.set(body, at + 16, sequence);
        LONG.set(body, at + 24, timeNanos);
    }

    static long run(byte[] body, int at) {
        return (long) LONG.get(body, at);
    }

    static long producer(byte[] body, int at) {
        return (long) LONG.get(body, at + 8);
    }

    static long sequence(byte[] body, int at) {
        return (long) LONG.get(body, at + 16);
    }

    static long timeNanos(byte[] body, int at) {
        return (long) LONG.get(body, at + 24);
    }
}
