package org.stampedemq.stomp.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Function;

/**
 * Event loops and listeners. The loops run from construction, so that others may live on them before the first client
 * comes; {@link #listen} opens the doors.
 */
public interface StompServer extends AutoCloseable {
    List<Loop> loops();

    /**
     * Binds every address.
     *
     * @param handlers called on a connection's loop, once for each connection
     * @return the addresses bound, with the real ports
     * @throws IOException with the address in its message, if one cannot be bound; none is open then
     */
    List<InetSocketAddress> listen(Function<Connection, ConnectionHandler> handlers) throws IOException;

    /** Stops accepting; connections stay. */
    void stopListening();

    /** Connections open now. From any thread. */
    int connections();

    /** Closes listeners, connections and loops; waits until their threads have ended. Not on a loop. */
    @Override
    void close();
}
