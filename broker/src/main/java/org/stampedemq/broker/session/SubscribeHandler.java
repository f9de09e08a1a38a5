package org.stampedemq.broker.session;

import org.jspecify.annotations.Nullable;
import org.stampedemq.broker.destination.LaneDestinations;
import org.stampedemq.broker.destination.Subscription;
import org.stampedemq.stomp.codec.FrameView;
import org.stampedemq.stomp.frame.HeaderName;
import org.stampedemq.stomp.frame.ProtocolException;

/** SUBSCRIBE: its receipt comes once it is active. */
final class SubscribeHandler implements FrameHandler {
    private static final long CONNECTION_TRANSIT_BYTES = 8 << 20;
    private static final long LEAST_TRANSIT_BYTES = 32 << 10;

    @Override
    public void handle(Session session, FrameView frame) throws ProtocolException {
        DestinationNames.Target target = session.names().of(frame);
        if (session.temporaries().isForeign(target.name())) {
            throw new ProtocolException("only the connection that made a temporary destination may subscribe to it");
        }
        if (frame.has(HeaderName.SELECTOR)) {
            throw new ProtocolException("selectors are not served yet: subscribe without one");
        }
        AckMode ackMode = AckMode.of(frame.value(HeaderName.ACK));
        LaneDestinations home = target.home();
        SessionSubscription subscription = new SessionSubscription(
                session,
                id(session, frame, target),
                frame.rawValue(HeaderName.ID),
                ackMode,
                target.name(),
                target.shown().octets(),
                home,
                prefetch(session.node().settings(), frame, ackMode),
                transitBytes(session.subscriptions().all().size()));
        session.subscriptions().add(subscription);
        ReceiptBook.Slot receipt = session.receipts().open(frame.rawValue(HeaderName.RECEIPT));
        // Counted like a SEND, so that who does nothing else cannot pile up work for the lane.
        SendBook.Unsettled unsettled = session.sends().openUnordered(0, receipt).from(home.lane());
        session.lane().post(home.lane(), () -> {
            home.subscribe(subscription.subscription());
            unsettled.done(null);
        });
    }

    /**
     * What may be under way of one more subscription. All together stay below what a connection may leave unread, however
     * many there are, so that many busy subscriptions are slowed and not cut off.
     */
    private static long transitBytes(int others) {
        return Math.min(
                Subscription.MOST_TRANSIT_BYTES,
                Math.max(LEAST_TRANSIT_BYTES, CONNECTION_TRANSIT_BYTES / (others + 1)));
    }

    private static String id(Session session, FrameView frame, DestinationNames.Target target)
            throws ProtocolException {
        String id = frame.value(HeaderName.ID);
        if (id != null) {
            return id;
        }
        if (session.version().requiresSubscriptionId()) {
            throw new ProtocolException("SUBSCRIBE without an id header");
        }
        return withoutId(target);
    }

    /** 1.0 may name a subscription by its destination alone. The line feed keeps it apart from every id of a client. */
    static String withoutId(DestinationNames.Target target) {
        return "\n" + target.name().text();
    }

    private static int prefetch(SessionSettings settings, FrameView frame, AckMode ackMode) throws ProtocolException {
        @Nullable
        HeaderName header = frame.has(HeaderName.PREFETCH_COUNT)
                ? HeaderName.PREFETCH_COUNT
                : frame.has(HeaderName.ACTIVEMQ_PREFETCH_SIZE) ? HeaderName.ACTIVEMQ_PREFETCH_SIZE : null;
        if (header == null) {
            return ackMode == AckMode.AUTO ? settings.autoPrefetch() : settings.defaultPrefetch();
        }
        long asked = frame.number(header, settings.defaultPrefetch(), Integer.MAX_VALUE);
        if (asked == 0) {
            throw new ProtocolException("a " + header.text() + " of 0 would never get a message: use 1 or more");
        }
        return (int) Math.min(asked, settings.maxPrefetch());
    }
}
