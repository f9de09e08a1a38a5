package org.stampedemq.bench.load;

import java.time.Duration;
import java.util.List;

/**
 * What is sent and how it is taken. Producer and consumer number n use destination n modulo {@code destinations}.
 *
 * @param prefix {@code /queue/} or {@code /topic/}: whether a message goes to one consumer or to each
 * @param name the destinations are {@code prefix + name + "-" + n}
 * @param messageBytes the body, {@link Stamp#BYTES} to 16 MiB
 * @param receiptWindow receipts outstanding per producer; 1 waits for each, 0 asks for none
 * @param prefetch messages; 0 for the broker's default
 * @param ratePerSecond of all producers together; 0 for as fast as the window allows
 * @param neverReading subscribers beside the consumers that do not read from their socket
 * @param sendHeaders lines {@code name:value}, already escaped
 * @param subscribeHeaders lines {@code name:value}, already escaped
 * @param warmUp runs before the measured time, at the same load
 * @param settle how long the end of a run waits for what is still under way
 */
record Workload(
        String prefix,
        String name,
        int destinations,
        int producers,
        int consumers,
        int neverReading,
        int messageBytes,
        int receiptWindow,
        AckMode ackMode,
        int prefetch,
        double ratePerSecond,
        List<String> sendHeaders,
        List<String> subscribeHeaders,
        Duration warmUp,
        Duration duration,
        Duration settle) {

    static final int MAX_MESSAGE_BYTES = 16 << 20;

    Workload {
        require(destinations >= 1, "at least one destination is needed");
        require(producers >= 0 && consumers >= 0 && neverReading >= 0, "counts cannot be negative");
        require(
                messageBytes >= Stamp.BYTES && messageBytes <= MAX_MESSAGE_BYTES,
                "a message has " + Stamp.BYTES + " to " + MAX_MESSAGE_BYTES + " bytes, not " + messageBytes);
        require(receiptWindow >= 0 && receiptWindow <= 1 << 20, "a receipt window is 0 to 1048576");
        require(ratePerSecond >= 0, "a rate cannot be negative");
        sendHeaders = List.copyOf(sendHeaders);
        subscribeHeaders = List.copyOf(subscribeHeaders);
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    String destination(int number) {
        return prefix + name + "-" + number % destinations;
    }

    /** Whether each consumer gets every message of its destination. */
    boolean fansOut() {
        return prefix.startsWith("/topic/");
    }

    /** How many times a message of this producer is to arrive in all. */
    int copies(int producer) {
        int listening = 0;
        for (int consumer = 0; consumer < consumers; consumer++) {
            if (consumer % destinations == producer % destinations) {
                listening++;
            }
        }
        return fansOut() ? listening : Math.min(listening, 1);
    }
}
