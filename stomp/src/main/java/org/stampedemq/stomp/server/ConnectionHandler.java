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

    /**
     * The unwritten octets fell below the low-water mark of 64 KiB, or rose above the high one of 256 KiB: see {@link
     * Connection#unwrittenOctets}. Called at the end of a turn, after its flush. {@code true} always follows once the high
     * mark was passed, even if the flush of the same turn took everything and {@code false} was never told.
     */
    void writabilityChanged(boolean writable);

    /** The connection is gone. Exactly once, and the last call. */
    void closed(CloseReason reason);
}
