package org.stampedemq.broker.management;

import java.util.List;

/**
 * A node at a glance.
 *
 * @param ready whether a balancer should send clients here
 * @param notReadyBecause one sentence; empty if ready
 * @param store what keeps the messages: {@code rocksdb at …}
 * @param addresses where it listens, {@code host:port}
 * @param frontStoreBytes bodies in memory
 */
public record NodeInfo(
        String nodeId,
        String version,
        boolean ready,
        String notReadyBecause,
        String store,
        List<String> addresses,
        int connections,
        int destinations,
        long upMillis,
        long frontStoreMessages,
        long frontStoreBytes,
        long heldBackMessages,
        long refreshed,
        long evicted,
        long writesSaved,
        long notStored) {
    public NodeInfo {
        addresses = List.copyOf(addresses);
    }
}
