package org.stampedemq.broker.session;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stampedemq.broker.destination.Completion;
import org.stampedemq.broker.destination.Delivery;
import org.stampedemq.broker.destination.LaneDestinations;
import org.stampedemq.stomp.codec.FrameView;
import org.stampedemq.stomp.frame.HeaderName;
import org.stampedemq.stomp.frame.ProtocolException;

/** ACK: its receipt comes once the removal is durable. */
final class AckHandler implements FrameHandler {
    @Override
    public void handle(Session session, FrameView frame) throws ProtocolException {
        List<Delivery> named = Named.by(session, frame);
        if (frame.has(HeaderName.TRANSACTION)) {
            Transaction transaction = session.transactions().get(TransactionBook.name(frame));
            for (Delivery delivery : named) {
                transaction.acknowledge(delivery);
            }
            session.receipts().due(session.receipts().open(frame.rawValue(HeaderName.RECEIPT)));
            return;
        }
        for (Delivery delivery : named) {
            delivery.state = Delivery.State.SETTLING;
        }
        ReceiptBook.Slot receipt = session.receipts().open(frame.rawValue(HeaderName.RECEIPT));
        session.sends().afterEarlier(() -> acknowledge(session, named, receipt));
    }

    private static void acknowledge(Session session, List<Delivery> named, ReceiptBook.@Nullable Slot receipt) {
        for (int i = 0; i < named.size(); i++) {
            Delivery delivery = named.get(i);
            session.deliveries().forget(delivery);
            if (!delivery.settles()) {
                continue;
            }
            LaneDestinations home = session.deliveries().homeOf(delivery);
            boolean last = i == named.size() - 1;
            Completion done = last && receipt != null
                    ? session.sends().openUnordered(0, receipt).from(home.lane())
                    : Completion.NONE;
            session.lane().post(home.lane(), () -> home.acknowledge(delivery, done));
        }
        if (!named.get(named.size() - 1).settles()) {
            session.receipts().due(receipt);
        }
    }
}
