package org.stampedemq.broker.session;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stampedemq.broker.destination.Delivery;
import org.stampedemq.stomp.codec.FrameView;
import org.stampedemq.stomp.frame.HeaderName;
import org.stampedemq.stomp.frame.ProtocolException;

/** Which deliveries an ACK or NACK names: in 1.2 by the ack header's number, before by message-id and subscription. */
final class Named {
    private Named() {}

    /** All it names, oldest first; in mode client those before it too. */
    static List<Delivery> by(Session session, FrameView frame) throws ProtocolException {
        Delivery named = session.version().acknowledgesById() ? byNumber(session, frame) : byMessageId(session, frame);
        if (named == null) {
            throw new ProtocolException(frame.command()
                    + " of a message that this connection does not have: it was settled before, or is another's");
        }
        if (named.state != Delivery.State.OUT) {
            throw new ProtocolException(frame.command() + " of a message that an ACK or NACK has named already");
        }
        return ((SessionSubscription) named.subscription().receiver()).upTo(named);
    }

    private static @Nullable Delivery byNumber(Session session, FrameView frame) throws ProtocolException {
        if (!frame.has(HeaderName.ID)) {
            throw new ProtocolException(
                    frame.command() + " without an id header: send back the ack header of the MESSAGE");
        }
        return session.deliveries().byNumber(frame.number(HeaderName.ID, 0, Long.MAX_VALUE));
    }

    private static @Nullable Delivery byMessageId(Session session, FrameView frame) throws ProtocolException {
        String messageId = frame.value(HeaderName.MESSAGE_ID);
        if (messageId == null) {
            throw new ProtocolException(frame.command() + " without a message-id header");
        }
        String id = frame.value(HeaderName.SUBSCRIPTION);
        if (id != null) {
            SessionSubscription subscription = session.subscriptions().get(id);
            return subscription == null ? null : session.deliveries().byMessageId(subscription, messageId);
        }
        if (session.version().requiresSubscriptionId()) {
            throw new ProtocolException(frame.command() + " without a subscription header");
        }
        for (SessionSubscription subscription : session.subscriptions().all()) {
            Delivery delivery = session.deliveries().byMessageId(subscription, messageId);
            if (delivery != null) {
                return delivery;
            }
        }
        return null;
    }
}
