package org.stampedemq.process;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Arrays;
import org.stampedemq.broker.Wire;

/** A healthy client: sends itself a message through a queue of its own, at a moderate rate, and clocks each round. */
final class RoundTrips implements AutoCloseable {
    private static final double PER_SECOND = 200;

    private final Wire wire;
    private final String queue;

    RoundTrips(InetSocketAddress address, String queue) throws IOException {
        this.wire = Wire.connect(address);
        this.queue = queue;
        wire.subscribe("s", queue, "auto");
    }

    /** The 99th percentile of so many rounds, in milliseconds; a message that does not come within 10 s fails. */
    double p99Millis(int rounds) throws IOException, InterruptedException {
        long[] took = new long[rounds];
        Pace pace = new Pace(PER_SECOND);
        for (int i = 0; i < rounds; i++) {
            pace.await();
            long began = System.nanoTime();
            wire.sendText(queue, "round " + i, "persistent:false");
            wire.expect("MESSAGE");
            took[i] = System.nanoTime() - began;
        }
        Arrays.sort(took);
        return took[rounds * 99 / 100] / 1e6;
    }

    @Override
    public void close() throws IOException {
        wire.close();
    }
}
