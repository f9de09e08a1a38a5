package org.stampedemq.broker.session;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.stampedemq.stomp.server.Connection;
import org.stampedemq.stomp.server.ConnectionHandler;

/** Makes a session for each connection, and knows those that are there. */
public final class Sessions {
    private final Node node;
    private final CommandRouter router = new CommandRouter();
    private final Set<Session> open = ConcurrentHashMap.newKeySet();
    private final CompletableFuture<Void> noneLeft = new CompletableFuture<>();
    private volatile boolean stopping;

    public Sessions(Node node) {
        this.node = node;
    }

    /** Called on the connection's loop. */
    public ConnectionHandler open(Connection connection) {
        Session session = new Session(connection, node, router, this::closed);
        open.add(session);
        if (stopping) {
            // Accepted just before the listeners closed, and not seen by whoever asked all others off.
            session.lane().execute(session::stop);
        }
        return session;
    }

    /**
     * Asks every client off: what it sent is settled, then it is told and its connection closes. From any thread.
     *
     * @return completes on some loop when none is left
     */
    public CompletionStage<Void> stopAll() {
        stopping = true;
        for (Session session : open) {
            session.lane().execute(session::stop);
        }
        completeIfNone();
        return noneLeft;
    }

    private void closed(Session session) {
        open.remove(session);
        completeIfNone();
    }

    private void completeIfNone() {
        if (stopping && open.isEmpty()) {
            noneLeft.complete(null);
        }
    }
}
