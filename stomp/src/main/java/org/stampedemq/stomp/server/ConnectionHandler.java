package org.stampedemq.stomp.server;

import org.stampedemq.stomp.codec.FrameView;
import org.stampedemq.stomp.frame.ProtocolException;

/**
 * What a connection tells its session. Every call comes on the connection's loop, one at a time.
 */
public interface ConnectionHandler {
    /**
     * A well-formed frame, valid during the call.
     *
     * @throws ProtocolException becomes an ERROR with the frame's receipt id, and the connection closes
     */
    void frame(FrameView frame) throws ProtocolException;

    /** The unwritten octets fell below the low-water mark (or rose above the high one): see {@link Connection#unwrittenOctets}. */
    void writabilityChanged(boolean writable);

    /** The connection is gone. Exactly once, and the last call. */
    void closed(CloseReason reason);
}
