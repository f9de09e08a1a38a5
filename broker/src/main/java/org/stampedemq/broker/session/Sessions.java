package org.stampedemq.broker.session;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.stampedemq.stomp.server.Connection;
import org.stampedemq.stomp.server.ConnectionHandler;

/** Makes a session for each connection, and knows those that are there. */
public final class Sessions {
    private final Node node;
    private final CommandRouter router = new CommandRouter();
    private final Set<Session> open = ConcurrentHashMap.newKeySet();

    public Sessions(Node node) {
        this.node = node;
    }

    /** Called on the connection's loop. */
    public ConnectionHandler open(Connection connection) {
        Session session = new Session(connection, node, router, open::remove);
        open.add(session);
        return session;
    }

    /** Asks every client off: what it sent is settled, then it is told and its connection closes. From any thread. */
    public void stopAll() {
        for (Session session : open) {
            session.lane().execute(session::stop);
        }
    }
}
