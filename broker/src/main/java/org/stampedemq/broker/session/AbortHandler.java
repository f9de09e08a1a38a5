package org.stampedemq.broker.session;

import org.stampedemq.stomp.codec.FrameView;
import org.stampedemq.stomp.frame.HeaderName;
import org.stampedemq.stomp.frame.ProtocolException;

/** ABORT: forgets the transaction; what it acknowledged is with the client again. */
final class AbortHandler implements FrameHandler {
    @Override
    public void handle(Session session, FrameView frame) throws ProtocolException {
        session.transactions().take(TransactionBook.name(frame)).abort(session.deliveries());
        session.receipts().due(session.receipts().open(frame.rawValue(HeaderName.RECEIPT)));
    }
}
