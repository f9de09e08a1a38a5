package org.stampedemq.process;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.stampedemq.broker.Wire;

/**
 * Sends numbered persistent messages with a window of receipts, and remembers which were confirmed. A broken connection is
 * opened again; what was sent and not confirmed is not sent again, so that a number appears twice only if the broker makes
 * it so.
 */
final class ReceiptedProducer implements Runnable {
    private static final int WINDOW = 64;

    private final InetSocketAddress address;
    private final String queue;
    private final int bodyOctets;
    private final Set<Integer> confirmed = new ConcurrentSkipListSet<>();
    private final Semaphore connected = new Semaphore(0);
    private volatile boolean stopped;
    private volatile @Nullable IOException lastLoss;
    private int next;

    ReceiptedProducer(InetSocketAddress address, String queue, int bodyOctets) {
        this.address = address;
        this.queue = queue;
        this.bodyOctets = bodyOctets;
    }

    @Override
    public void run() {
        while (!stopped) {
            try (Wire wire = Reconnect.to(address)) {
                connected.release();
                sendUntilBroken(wire);
            } catch (IOException broken) {
                lastLoss = broken;
            }
        }
    }

    private void sendUntilBroken(Wire wire) throws IOException {
        ArrayDeque<Integer> unconfirmed = new ArrayDeque<>();
        while (!stopped || !unconfirmed.isEmpty()) {
            while (!stopped && unconfirmed.size() < WINDOW) {
                int number = next++;
                String text = number + " " + "x".repeat(bodyOctets);
                wire.sendText(queue, text, "receipt:" + number, "number:" + number);
                unconfirmed.add(number);
            }
            Wire.Frame receipt = wire.expect("RECEIPT");
            int number = Integer.parseInt(receipt.need("receipt-id"));
            if (number != unconfirmed.remove()) {
                throw new IllegalStateException("receipts out of order: " + number);
            }
            confirmed.add(number);
        }
    }

    /** Ends once everything sent is confirmed or the connection breaks. */
    void stop() {
        stopped = true;
    }

    /** Why the last connection ended, for a test that fails. */
    @Nullable
    IOException lastLoss() {
        return lastLoss;
    }

    /** Numbers whose RECEIPT arrived. */
    Set<Integer> confirmed() {
        return new TreeSet<>(confirmed);
    }

    /** A permit for each time a connection was made. */
    Semaphore connected() {
        return connected;
    }
}
