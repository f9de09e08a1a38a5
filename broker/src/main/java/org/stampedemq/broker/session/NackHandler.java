package org.stampedemq.broker.session;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stampedemq.broker.destination.Completion;
import org.stampedemq.broker.destination.Delivery;
import org.stampedemq.broker.destination.LaneDestinations;
import org.stampedemq.stomp.codec.FrameView;
import org.stampedemq.stomp.frame.HeaderName;
import org.stampedemq.stomp.frame.ProtocolException;
import org.stampedemq.storage.StoreException;

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
        for (Delivery delivery : named) {
            session.deliveries().forget(delivery);
        }
        // All are of one subscription.
        Delivery first = named.get(0);
        if (!first.settles()) {
            session.receipts().due(receipt);
            return;
        }
        LaneDestinations home = session.deliveries().homeOf(first);
        SendBook.Unsettled unsettled = session.sends().openUnordered(0, receipt).from(home.lane());
        // Who asked for no receipt is not told of a failure either: the message comes again.
        Completion told = receipt == null ? failure -> unsettled.done(null) : unsettled;
        Completion each = new All(named.size(), told);
        session.lane().post(home.lane(), () -> {
            for (Delivery delivery : named) {
                if (requeue) {
                    home.release(delivery, true, delay, each);
                } else {
                    home.reject(delivery, each);
                }
            }
        });
    }

    /** Done when so many are, and with the last failure of any. Owned by the destination's lane. */
    private static final class All implements Completion {
        private final Completion then;
        private int waiting;
        private @Nullable StoreException failure;

        private All(int waiting, Completion then) {
            this.waiting = waiting;
            this.then = then;
        }

        @Override
        public void done(@Nullable StoreException thrown) {
            failure = thrown == null ? failure : thrown;
            if (--waiting == 0) {
                then.done(failure);
            }
        }
    }
}
