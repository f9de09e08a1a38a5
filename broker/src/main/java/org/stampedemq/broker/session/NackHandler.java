package org.stampedemq.broker.session;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stampedemq.broker.destination.Completion;
import org.stampedemq.broker.destination.Delivery;
import org.stampedemq.broker.destination.LaneDestinations;
import org.stampedemq.stomp.codec.FrameView;
import org.stampedemq.stomp.frame.HeaderName;
import org.stampedemq.stomp.frame.ProtocolException;

/**
 * NACK: the message goes back to its place and its failures count one up; with {@code requeue:false} to the dead letters;
 * with {@code delay:MS} it comes back after that time.
 */
final class NackHandler implements FrameHandler {
    private static final long MAX_DELAY_MILLIS = 365L * 24 * 3_600 * 1_000;

    @Override
    public void handle(Session session, FrameView frame) throws ProtocolException {
        if (!session.version().hasNack()) {
            throw new ProtocolException("NACK came with STOMP 1.1: connect with accept-version:1.1 or 1.2");
        }
        List<Delivery> named = Named.by(session, frame);
        boolean requeue = frame.flag(HeaderName.REQUEUE, true);
        long delay = frame.number(HeaderName.DELAY, -1, MAX_DELAY_MILLIS);
        if (frame.has(HeaderName.TRANSACTION)) {
            Transaction transaction = session.transactions().get(TransactionBook.name(frame));
            for (Delivery delivery : named) {
                transaction.negate(delivery, requeue, delay);
            }
            session.receipts().due(session.receipts().open(frame.rawValue(HeaderName.RECEIPT)));
            return;
        }
        ReceiptBook.Slot receipt = session.receipts().open(frame.rawValue(HeaderName.RECEIPT));
        for (int i = 0; i < named.size(); i++) {
            negate(session, named.get(i), requeue, delay, i == named.size() - 1 ? receipt : null);
        }
        if (!named.get(named.size() - 1).settles()) {
            session.receipts().due(receipt);
        }
    }

    private static void negate(
            Session session, Delivery delivery, boolean requeue, long delay, ReceiptBook.@Nullable Slot receipt) {
        session.deliveries().forget(delivery);
        if (!delivery.settles()) {
            return;
        }
        LaneDestinations home = session.deliveries().homeOf(delivery);
        Completion done = receipt == null
                ? Completion.NONE
                : session.sends().openUnordered(0, receipt).from(home.lane());
        session.lane().post(home.lane(), () -> {
            if (requeue) {
                home.release(delivery, true, delay, done);
            } else {
                home.reject(delivery, done);
            }
        });
    }
}
