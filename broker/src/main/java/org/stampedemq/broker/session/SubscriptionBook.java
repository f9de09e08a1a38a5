package org.stampedemq.broker.session;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.stampedemq.stomp.frame.ProtocolException;

/** What a connection is subscribed to, by the client's id. Owned by the loop. */
final class SubscriptionBook {
    private final Session session;
    private final Map<String, SessionSubscription> byId = new HashMap<>();

    SubscriptionBook(Session session) {
        this.session = session;
    }

    /**
     * Adds one.
     *
     * @throws ProtocolException if the id is taken or there are too many
     */
    void add(SessionSubscription subscription) throws ProtocolException {
        int most = session.node().settings().maxSubscriptions();
        if (byId.size() >= most) {
            throw new ProtocolException("too many subscriptions: a connection may have " + most);
        }
        if (byId.putIfAbsent(subscription.id(), subscription) != null) {
            throw new ProtocolException("subscription id in use: UNSUBSCRIBE it first, or use another id");
        }
    }

    @Nullable
    SessionSubscription get(String id) {
        return byId.get(id);
    }

    Collection<SessionSubscription> all() {
        return byId.values();
    }

    @Nullable
    SessionSubscription remove(String id) {
        return byId.remove(id);
    }

    /** The connection is gone. Deliveries are given back elsewhere. */
    void closeAll() {
        for (SessionSubscription subscription : byId.values()) {
            subscription.end();
            session.lane()
                    .post(
                            subscription.home().lane(),
                            () -> subscription.home().unsubscribe(subscription.subscription()));
        }
        byId.clear();
    }
}
