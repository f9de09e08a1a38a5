package org.stampedemq.broker.session;

import org.stampedemq.stomp.codec.FrameView;
import org.stampedemq.stomp.frame.HeaderName;
import org.stampedemq.stomp.frame.ProtocolException;

/** BEGIN: opens a transaction. */
final class BeginHandler implements FrameHandler {
    @Override
    public void handle(Session session, FrameView frame) throws ProtocolException {
        session.transactions().begin(TransactionBook.name(frame));
        session.receipts().due(session.receipts().open(frame.rawValue(HeaderName.RECEIPT)));
    }
}
