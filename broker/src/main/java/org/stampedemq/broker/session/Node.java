package org.stampedemq.broker.session;

import java.util.List;
import java.util.function.LongSupplier;
import org.stampedemq.broker.destination.Destinations;
import org.stampedemq.broker.lane.Lane;

/**
 * What sessions know of the node they are on. Immutable; shared by all sessions.
 *
 * @param nodeId its name
 * @param version of the program, for the {@code server} header
 * @param destinations where they live
 * @param lanes of the loops, by the loop's index
 * @param persistentByDefault whether a SEND to a queue without a {@code persistent} header is persistent
 * @param alwaysDurable whether persistent messages are written before they are served even if nobody asked for a receipt
 * @param clockMillis epoch milliseconds
 * @param counters what sessions count
 */
public record Node(
        String nodeId,
        String version,
        SessionSettings settings,
        Destinations destinations,
        List<Lane> lanes,
        boolean persistentByDefault,
        boolean alwaysDurable,
        LongSupplier clockMillis,
        SessionCounters counters) {
    public Node {
        lanes = List.copyOf(lanes);
    }
}
