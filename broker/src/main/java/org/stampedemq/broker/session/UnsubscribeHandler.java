package org.stampedemq.broker.session;

import org.stampedemq.broker.destination.LaneDestinations;
import org.stampedemq.broker.lane.Lane;
import org.stampedemq.stomp.codec.FrameView;
import org.stampedemq.stomp.frame.HeaderName;
import org.stampedemq.stomp.frame.ProtocolException;

/**
 * UNSUBSCRIBE: what the client has not acknowledged goes back to its place at once, and after the receipt nothing of the
 * subscription comes.
 */
final class UnsubscribeHandler implements FrameHandler {
    @Override
    public void handle(Session session, FrameView frame) throws ProtocolException {
        String id = frame.value(HeaderName.ID);
        if (id == null) {
            if (session.version().requiresSubscriptionId()) {
                throw new ProtocolException("UNSUBSCRIBE without an id header");
            }
            id = SubscribeHandler.withoutId(session.names().of(frame));
        }
        SessionSubscription subscription = session.subscriptions().remove(id);
        if (subscription == null) {
            throw new ProtocolException("unknown subscription id: there is nothing to end");
        }
        subscription.end();
        ReceiptBook.Slot receipt = session.receipts().open(frame.rawValue(HeaderName.RECEIPT));
        LaneDestinations home = subscription.home();
        Lane lane = session.lane();
        lane.post(home.lane(), () -> home.unsubscribe(subscription.subscription()));
        session.deliveries().releaseAll(subscription);
        SendBook.Unsettled unsettled = session.sends().openUnordered(0, receipt).from(home.lane());
        lane.post(home.lane(), () -> unsettled.done(null));
    }
}
