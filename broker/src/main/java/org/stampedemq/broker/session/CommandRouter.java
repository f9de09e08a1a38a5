package org.stampedemq.broker.session;

import io.netty.handler.codec.stomp.StompCommand;
import java.util.EnumMap;
import java.util.Map;
import org.stampedemq.stomp.codec.FrameView;
import org.stampedemq.stomp.frame.ProtocolException;

/** Which class answers which command: the table of contents of this package. */
final class CommandRouter {
    private final Map<StompCommand, FrameHandler> handlers = new EnumMap<>(StompCommand.class);

    CommandRouter() {
        FrameHandler connect = new ConnectHandler();
        handlers.put(StompCommand.CONNECT, connect);
        handlers.put(StompCommand.STOMP, connect);
        handlers.put(StompCommand.SEND, new SendHandler());
        handlers.put(StompCommand.SUBSCRIBE, new SubscribeHandler());
        handlers.put(StompCommand.UNSUBSCRIBE, new UnsubscribeHandler());
        handlers.put(StompCommand.ACK, new AckHandler());
        handlers.put(StompCommand.NACK, new NackHandler());
        handlers.put(StompCommand.BEGIN, new BeginHandler());
        handlers.put(StompCommand.COMMIT, new CommitHandler());
        handlers.put(StompCommand.ABORT, new AbortHandler());
        handlers.put(StompCommand.DISCONNECT, new DisconnectHandler());
    }

    void route(Session session, FrameView frame) throws ProtocolException {
        FrameHandler handler = handlers.get(frame.command());
        if (handler == null) {
            throw new ProtocolException("a client may not send " + frame.command());
        }
        session.checkMaySend(frame.command());
        handler.handle(session, frame);
    }
}
