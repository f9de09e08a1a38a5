package org.stampedemq.broker.session;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.stampedemq.broker.destination.Delivery;
import org.stampedemq.broker.destination.DestinationName;
import org.stampedemq.broker.destination.LaneDestinations;
import org.stampedemq.broker.destination.Receiver;
import org.stampedemq.broker.destination.Subscription;
import org.stampedemq.broker.lane.Lane;

/** One SUBSCRIBE of a client. Owned by the loop, but for {@link #lane}. */
final class SessionSubscription implements Receiver {
    private static final int LOOK_AT_LEAST = 64;

    private final Session session;
    private final String id;
    private final AckMode ackMode;
    private final LaneDestinations home;
    private final Subscription subscription;
    private final byte @Nullable [] rawId;
    private final byte[] shownDestination;
    /** Mode client only: what is out, oldest first, for the cumulative ACK. */
    private final ArrayDeque<Delivery> inOrder = new ArrayDeque<>();
    /** What is out, by sequence: versions before 1.2 acknowledge by message-id. */
    private final Map<Long, Delivery> bySequence = new HashMap<>();

    private int forgottenSinceLook;
    private int unsettledOfTopic;

    private boolean ended;
    private long unreportedOctets;

    /**
     * @param shownDestination the wire octets of the {@code destination} header: the name the client used
     */
    SessionSubscription(
            Session session,
            String id,
            byte @Nullable [] rawId,
            AckMode ackMode,
            DestinationName destination,
            byte[] shownDestination,
            LaneDestinations home,
            int prefetch,
            long maxTransitBytes) {
        this.session = session;
        this.id = id;
        this.rawId = rawId;
        this.ackMode = ackMode;
        this.shownDestination = shownDestination;
        this.home = home;
        this.subscription = new Subscription(this, destination, prefetch, maxTransitBytes);
    }

    String id() {
        return id;
    }

    byte @Nullable [] rawId() {
        return rawId;
    }

    AckMode ackMode() {
        return ackMode;
    }

    byte[] shownDestination() {
        return shownDestination;
    }

    LaneDestinations home() {
        return home;
    }

    Subscription subscription() {
        return subscription;
    }

    /** It is with the client now and awaits an ACK. */
    void remember(Delivery delivery, boolean acknowledgedById) {
        if (ackMode == AckMode.CLIENT) {
            inOrder.add(delivery);
        }
        if (!acknowledgedById) {
            bySequence.put(delivery.sequence(), delivery);
        }
        if (!delivery.settles()) {
            unsettledOfTopic++;
        }
    }

    void forget(Delivery delivery) {
        if (!bySequence.isEmpty()) {
            bySequence.remove(delivery.sequence());
        }
        if (!delivery.settles()) {
            unsettledOfTopic--;
        }
        while (!inOrder.isEmpty() && inOrder.element().state == Delivery.State.SETTLED) {
            inOrder.remove();
        }
        // The first may stay long, named in a transaction that stays open; what was settled behind it must not pile up.
        if (++forgottenSinceLook > LOOK_AT_LEAST && forgottenSinceLook > inOrder.size() / 2) {
            forgottenSinceLook = 0;
            inOrder.removeIf(each -> each.state == Delivery.State.SETTLED);
        }
    }

    @Nullable
    Delivery bySequence(long sequence) {
        return bySequence.get(sequence);
    }

    /** What an ACK or NACK of this delivery means: it alone, or in mode client it and what came before it. */
    List<Delivery> upTo(Delivery named) {
        if (ackMode != AckMode.CLIENT) {
            return List.of(named);
        }
        List<Delivery> all = new ArrayList<>();
        for (Delivery delivery : inOrder) {
            if (delivery.state == Delivery.State.OUT) {
                all.add(delivery);
            }
            if (delivery == named) {
                break;
            }
        }
        return all;
    }

    /** Messages of a topic that the client was sent and has not acknowledged. */
    int unsettledOfTopic() {
        return unsettledOfTopic;
    }

    boolean ended() {
        return ended;
    }

    void end() {
        ended = true;
    }

    /** Adds octets to be reported as written; true if there were none before. */
    boolean addUnreported(int octets) {
        boolean first = unreportedOctets == 0;
        unreportedOctets += octets;
        return first;
    }

    long takeUnreported() {
        long taken = unreportedOctets;
        unreportedOctets = 0;
        return taken;
    }

    @Override
    public Lane lane() {
        return session.lane();
    }

    @Override
    public void deliver(Delivery delivery) {
        session.deliveries().deliver(this, delivery);
    }

    @Override
    public void tooSlow(String why) {
        session.fail(why);
    }
}
