package org.stampedemq.broker.session;

import org.stampedemq.stomp.codec.FrameView;
import org.stampedemq.stomp.frame.HeaderName;

/** DISCONNECT: everything this client was told or promised is durable before its receipt, which is the last. */
final class DisconnectHandler implements FrameHandler {
    @Override
    public void handle(Session session, FrameView frame) {
        ReceiptBook.Slot receipt = session.receipts().open(frame.rawValue(HeaderName.RECEIPT));
        session.closing();
        session.sends().whenAllDurable(() -> {
            session.receipts().due(receipt);
            session.connection().closeAfterFlush();
        });
    }
}
