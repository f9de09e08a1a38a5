package org.stampedemq.broker.destination;

import java.util.ArrayList;
import java.util.List;
import org.stampedemq.storage.Message;

/**
 * A topic: each message to every subscription there is at that moment. A subscriber that falls behind slows the producers,
 * since their messages count as taken only once it has caught up; if it does not within a time, it is closed. Nothing is
 * kept for those who come later. Owned by its lane.
 */
final class Topic {
    /** A message that waits for subscribers to catch up. */
    private record Waiting(Completion done) {}

    private final DestinationName name;
    private final LaneDestinations home;
    private final TopicSettings settings;
    private final List<Subscription> subscriptions = new ArrayList<>();
    private final List<Waiting> waiting = new ArrayList<>();
    private int congested;
    long published;
    long delivered;

    Topic(DestinationName name, LaneDestinations home, TopicSettings settings) {
        this.name = name;
        this.home = home;
        this.settings = settings;
    }

    DestinationName name() {
        return name;
    }

    int consumers() {
        return subscriptions.size();
    }

    void send(Message message, Completion done) {
        published++;
        if (message.expiresAtMillis() != 0 && message.expiresAtMillis() <= home.nowMillis()) {
            done.done(null);
            return;
        }
        for (Subscription subscription : subscriptions) {
            delivered++;
            subscription.published(message.size());
            if (subscription.congestedSinceMillis() == 0
                    && subscription.transitBytes() > settings.slowSubscriberBytes()) {
                subscription.congestedSince(home.nowMillis());
                congested++;
            }
            Delivery delivery = Delivery.ofTopic(subscription, message);
            Receiver receiver = subscription.receiver();
            home.lane().post(receiver.lane(), () -> receiver.deliver(delivery));
        }
        if (congested == 0) {
            done.done(null);
        } else {
            // Bounded by the windows of the producers' connections.
            waiting.add(new Waiting(done));
        }
    }

    void subscribe(Subscription subscription) {
        subscriptions.add(subscription);
        subscription.activate();
    }

    void unsubscribe(Subscription subscription) {
        if (!subscription.isActive()) {
            return;
        }
        subscription.deactivate();
        subscriptions.remove(subscription);
        relieve(subscription);
    }

    /** The receiver has written so much to its socket. */
    void written(Subscription subscription, long octets) {
        subscription.written(octets);
        if (subscription.transitBytes() <= settings.slowSubscriberBytes() / 2) {
            relieve(subscription);
        }
    }

    private void relieve(Subscription subscription) {
        if (subscription.congestedSinceMillis() == 0) {
            return;
        }
        subscription.congestedSince(0);
        congested--;
        if (congested == 0) {
            List<Waiting> taken = new ArrayList<>(waiting);
            waiting.clear();
            for (Waiting one : taken) {
                one.done().done(null);
            }
        }
    }

    /** Closes subscribers that have not caught up in time. Called by the lane's tick. */
    void tick(long nowMillis) {
        if (congested == 0) {
            return;
        }
        for (Subscription subscription : List.copyOf(subscriptions)) {
            long since = subscription.congestedSinceMillis();
            if (since != 0
                    && nowMillis - since >= settings.slowSubscriberTimeout().toMillis()) {
                Receiver receiver = subscription.receiver();
                home.lane()
                        .post(
                                receiver.lane(),
                                () -> receiver.tooSlow("too slow for " + name.text() + ": more than "
                                        + settings.slowSubscriberBytes() + " octets were waiting to be read for "
                                        + settings.slowSubscriberTimeout().toSeconds() + " s"));
                unsubscribe(subscription);
            }
        }
    }

    boolean isIdle() {
        return subscriptions.isEmpty() && waiting.isEmpty();
    }
}
