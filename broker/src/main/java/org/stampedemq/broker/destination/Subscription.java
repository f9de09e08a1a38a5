package org.stampedemq.broker.destination;

/**
 * A receiver's wish for the messages of one destination, and its credit. Made by the receiver; the mutable part belongs
 * to the destination's lane.
 *
 * <p>Two windows bound what is out: {@code prefetch} messages that are not settled, and {@code transitBytes} octets that
 * the receiver has not yet written to its socket.
 */
public final class Subscription {
    /** Octets that may be under way to a receiver with few subscriptions. */
    public static final long MOST_TRANSIT_BYTES = 512 << 10;

    private final Receiver receiver;
    private final DestinationName destination;
    private final int prefetch;
    private final long maxTransitBytes;

    private int unsettled;
    private long transitBytes;
    private long congestedSinceMillis;
    private boolean active;

    /**
     * @param prefetch messages that may be out and not settled, at least 1
     * @param maxTransitBytes octets that may be under way to it; one message is let through however large
     */
    public Subscription(Receiver receiver, DestinationName destination, int prefetch, long maxTransitBytes) {
        this.receiver = receiver;
        this.destination = destination;
        this.prefetch = prefetch;
        this.maxTransitBytes = maxTransitBytes;
    }

    public Receiver receiver() {
        return receiver;
    }

    public DestinationName destination() {
        return destination;
    }

    /** How many messages it may have now, as far as their number goes; 0 while too many octets are under way. */
    int credit() {
        return active && transitBytes < maxTransitBytes ? prefetch - unsettled : 0;
    }

    /** How many messages it may have now, were there no bound on octets. */
    int prefetchLeft() {
        return prefetch - unsettled;
    }

    /** Octets it may have now. */
    long roomBytes() {
        return maxTransitBytes - transitBytes;
    }

    void activate() {
        active = true;
    }

    void deactivate() {
        active = false;
    }

    boolean isActive() {
        return active;
    }

    void dealt(int octets) {
        unsettled++;
        transitBytes += octets;
    }

    void published(int octets) {
        transitBytes += octets;
    }

    void settled() {
        unsettled--;
    }

    void written(long octets) {
        transitBytes -= octets;
    }

    long transitBytes() {
        return transitBytes;
    }

    /** When a topic first found it too far behind; 0 while it keeps up. */
    long congestedSinceMillis() {
        return congestedSinceMillis;
    }

    void congestedSince(long millis) {
        congestedSinceMillis = millis;
    }
}
