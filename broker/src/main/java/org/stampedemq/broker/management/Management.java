package org.stampedemq.broker.management;

import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The operator's door to a node. From any thread; nothing blocks; stages complete on a lane, so a caller that does more
 * than pass the answer on moves to a thread of its own.
 */
public interface Management {
    CompletionStage<NodeInfo> node();

    /** Whether the node can serve: its vital threads live. */
    boolean healthy();

    /** Whether a balancer should send clients here; empty if so, else the reason in one sentence. */
    String notReadyBecause();

    /**
     * Destinations in the order of their names.
     *
     * @param prefix of the name; empty for all
     * @param max at most so many, 1 to 10,000
     */
    CompletionStage<List<DestinationInfo>> destinations(String prefix, int max);

    /**
     * The oldest messages of a queue, those that are out included, without taking them.
     *
     * @param max 1 to 1,000
     */
    CompletionStage<List<PeekedMessage>> peek(String destination, int max);

    /**
     * Removes every message of a queue that is not out; completes with how many went, once that is durable. What waits for
     * a time ({@code deliver-after}) goes too, but only from a queue without consumers.
     */
    CompletionStage<Long> purge(String destination);
}
