package org.stampedemq.broker.session;

import org.jspecify.annotations.Nullable;
import org.stampedemq.stomp.frame.ProtocolException;

/** The {@code ack} header of SUBSCRIBE. */
enum AckMode {
    /** Settled when it was written to the socket. */
    AUTO,
    /** An ACK settles all before it in its subscription. */
    CLIENT,
    CLIENT_INDIVIDUAL;

    static AckMode of(@Nullable String text) throws ProtocolException {
        if (text == null || text.equals("auto")) {
            return AUTO;
        }
        if (text.equals("client")) {
            return CLIENT;
        }
        if (text.equals("client-individual")) {
            return CLIENT_INDIVIDUAL;
        }
        throw new ProtocolException("unknown ack mode: use auto, client or client-individual");
    }
}
