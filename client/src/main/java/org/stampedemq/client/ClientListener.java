package org.stampedemq.client;

import java.net.InetSocketAddress;
import org.stampedemq.stomp.frame.StompVersion;

/** What happens to a client's connection. Called on the client's loop, in order; must not block. */
public interface ClientListener {
    /** For those who do not care. */
    ClientListener NONE = new ClientListener() {};

    /** Logged in, for the first time or again; subscriptions are being made again. */
    default void connected(InetSocketAddress address, StompVersion version) {}

    /**
     * The connection is gone, or an attempt to connect failed.
     *
     * @param cause a {@link BrokerErrorException} if an ERROR ended it
     * @param reconnecting if not, {@link #closed} follows
     */
    default void connectionLost(Throwable cause, boolean reconnecting) {}

    /** Nothing more will happen. Exactly once, and the last call, unless the client was never connected. */
    default void closed() {}
}
