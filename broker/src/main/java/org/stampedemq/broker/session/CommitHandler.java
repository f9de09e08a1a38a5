package org.stampedemq.broker.session;

import org.stampedemq.broker.destination.AtomicCommit;
import org.stampedemq.stomp.codec.FrameView;
import org.stampedemq.stomp.frame.HeaderName;
import org.stampedemq.stomp.frame.ProtocolException;

/** COMMIT: the whole transaction takes effect, durably, or none of it. */
final class CommitHandler implements FrameHandler {
    @Override
    public void handle(Session session, FrameView frame) throws ProtocolException {
        Transaction transaction = session.transactions().take(TransactionBook.name(frame));
        ReceiptBook.Slot receipt = session.receipts().open(frame.rawValue(HeaderName.RECEIPT));
        // What the transaction acknowledges must not become durable before what was sent ahead of it.
        session.sends()
                .commit(
                        transaction.bytes(),
                        receipt,
                        unsettled -> transaction.readRejected(session, () -> {
                            AtomicCommit commit = new AtomicCommit();
                            transaction.addTo(commit, session);
                            commit.run(session.lane(), unsettled::settleHere);
                        }));
    }
}
