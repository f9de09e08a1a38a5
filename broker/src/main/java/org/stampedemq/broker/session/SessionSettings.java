package org.stampedemq.broker.session;

import java.time.Duration;

/**
 * What one client may have.
 *
 * @param heartBeatSend the longest silence the node offers
 * @param heartBeatExpect the longest silence the node would like from a client
 * @param maxSubscriptions of one connection
 * @param maxTransactions open at once on one connection
 * @param maxTransactionFrames in one transaction
 * @param maxTransactionBytes in all open transactions of one connection
 * @param maxUnsettledMessages SENDs taken and not yet settled; more stops the reading of the connection
 * @param maxUnsettledBytes their octets; likewise
 * @param defaultPrefetch of the client ack modes
 * @param maxPrefetch what a client may ask for
 * @param autoPrefetch deliveries on their way to a client in ack mode auto
 * @param strictVirtualHosts whether an unknown {@code host} is an ERROR
 * @param virtualHost the name a strict node answers to
 */
public record SessionSettings(
        Duration heartBeatSend,
        Duration heartBeatExpect,
        int maxSubscriptions,
        int maxTransactions,
        int maxTransactionFrames,
        long maxTransactionBytes,
        int maxUnsettledMessages,
        long maxUnsettledBytes,
        int defaultPrefetch,
        int maxPrefetch,
        int autoPrefetch,
        boolean strictVirtualHosts,
        String virtualHost) {

    public static SessionSettings defaults() {
        return new SessionSettings(
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                1_000,
                100,
                10_000,
                32L << 20,
                4_096,
                8L << 20,
                100,
                100_000,
                1_000,
                false,
                "stampede");
    }
}
