package org.stampedemq.broker.session;

import org.stampedemq.stomp.codec.FrameView;
import org.stampedemq.stomp.frame.ProtocolException;

/** What one command means. Stateless: what it needs is in the session. On the session's loop. */
@FunctionalInterface
interface FrameHandler {
    /**
     * Does what the frame asks.
     *
     * @throws ProtocolException to refuse it, whereupon the connection ends with an ERROR
     */
    void handle(Session session, FrameView frame) throws ProtocolException;
}
