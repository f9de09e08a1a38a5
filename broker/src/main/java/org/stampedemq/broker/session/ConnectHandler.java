package org.stampedemq.broker.session;

import io.netty.handler.codec.stomp.DefaultStompFrame;
import io.netty.handler.codec.stomp.StompCommand;
import io.netty.handler.codec.stomp.StompFrame;
import io.netty.handler.codec.stomp.StompHeaders;
import org.stampedemq.stomp.codec.FrameView;
import org.stampedemq.stomp.frame.HeaderName;
import org.stampedemq.stomp.frame.Negotiation;
import org.stampedemq.stomp.frame.ProtocolException;

/** CONNECT and STOMP: version, virtual host and heart-beats. */
final class ConnectHandler implements FrameHandler {
    @Override
    public void handle(Session session, FrameView frame) throws ProtocolException {
        SessionSettings settings = session.node().settings();
        String host = frame.value(HeaderName.HOST);
        if (settings.strictVirtualHosts() && !settings.virtualHost().equals(host)) {
            throw new ProtocolException("unknown virtual host: this node serves " + settings.virtualHost());
        }
        Negotiation agreed = Negotiation.of(
                frame.value(HeaderName.ACCEPT_VERSION),
                frame.value(HeaderName.HEART_BEAT),
                settings.heartBeatSend(),
                settings.heartBeatExpect());
        ReceiptBook.Slot receipt = session.receipts().open(frame.rawValue(HeaderName.RECEIPT));
        session.connection().negotiated(agreed.version(), agreed.toSend(), agreed.toExpect());
        session.opened();

        StompFrame connected = new DefaultStompFrame(StompCommand.CONNECTED);
        connected
                .headers()
                .set(StompHeaders.VERSION, agreed.version().text())
                .set(
                        StompHeaders.SESSION,
                        session.node().nodeId() + "-" + session.connection().id())
                .set(StompHeaders.SERVER, "stampede/" + session.node().version())
                .set(
                        StompHeaders.HEART_BEAT,
                        agreed.toSend().toMillis() + "," + agreed.toExpect().toMillis());
        session.connection().send(connected);
        session.receipts().due(receipt);
    }
}
