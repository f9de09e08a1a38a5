package org.stampedemq.process;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.stampedemq.broker.Wire;

/**
 * Takes messages of one queue, acknowledges each with a receipt, and remembers what it saw: what was confirmed as removed,
 * and every breach of what a queue promises.
 */
final class AcknowledgingConsumer implements Runnable {
    private static final int WINDOW = 32;

    private final InetSocketAddress address;
    private final String queue;
    private final Set<Integer> seen = new HashSet<>();
    private final Set<Integer> removed = new HashSet<>();
    private final List<String> breaches = new ArrayList<>();
    private volatile boolean stopped;
    private @Nullable IOException lastLoss;
    private int highest = -1;

    AcknowledgingConsumer(InetSocketAddress address, String queue) {
        this.address = address;
        this.queue = queue;
    }

    @Override
    public void run() {
        while (!stopped) {
            try (Wire wire = Reconnect.to(address)) {
                wire.subscribe("s", queue, "client-individual", "prefetch-count:" + WINDOW);
                takeUntilBroken(wire);
            } catch (IOException broken) {
                lastLoss = broken;
            }
        }
    }

    private void takeUntilBroken(Wire wire) throws IOException {
        ArrayDeque<Integer> acknowledged = new ArrayDeque<>();
        wire.socket().setSoTimeout(200);
        while (!stopped) {
            Wire.Frame frame;
            try {
                frame = wire.read();
            } catch (SocketTimeoutException nothing) {
                continue;
            }
            if (frame.command().equals("RECEIPT")) {
                removed.add(acknowledged.remove());
                continue;
            }
            int number = Integer.parseInt(frame.need("number"));
            note(number, "true".equals(frame.header("redelivered")));
            wire.send("ACK", "id:" + frame.need("ack"), "receipt:a" + number);
            acknowledged.add(number);
        }
    }

    private void note(int number, boolean redelivered) {
        if (removed.contains(number)) {
            breaches.add(number + " came again after the receipt of its ACK");
        }
        if (!seen.add(number) && !redelivered) {
            breaches.add(number + " came twice without a flag");
        }
        if (!redelivered) {
            if (number < highest) {
                breaches.add(number + " came after " + highest);
            }
            highest = Math.max(highest, number);
        }
    }

    /** Why the last connection ended, for a test that fails. */
    @Nullable
    IOException lastLoss() {
        return lastLoss;
    }

    void stop() {
        stopped = true;
    }

    /** What arrived. After {@link #run} has ended. */
    Set<Integer> seen() {
        return seen;
    }

    /** What the broker promised never to send again. After {@link #run} has ended. */
    Set<Integer> removed() {
        return removed;
    }

    List<String> breaches() {
        return breaches;
    }
}
