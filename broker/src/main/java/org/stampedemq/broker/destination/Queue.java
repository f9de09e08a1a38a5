package org.stampedemq.broker.destination;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stampedemq.storage.Batch;
import org.stampedemq.storage.Claim;
import org.stampedemq.storage.Message;
import org.stampedemq.storage.StoreException;
import org.stampedemq.storage.tiered.FrontStore;

/**
 * A queue: each message to one of its subscriptions, lowest sequence first, dealt in turn to those with credit. What is
 * there and in which order is the front store's; this says who gets it and what becomes of it. Owned by its lane.
 */
final class Queue {
    /** At most so many claims at a time, so that one queue with much credit does not hold up the lane. */
    private static final int CLAIM_STEP = 64;

    private final DestinationName name;
    private final LaneDestinations home;
    private final FrontStore front;
    private final Journal journal;
    private final QueueSettings settings;
    private final List<Subscription> subscriptions = new ArrayList<>();
    private final Runnable dispatch = this::dispatch;
    final QueueCounters counters = new QueueCounters();

    private boolean dispatchAsked;
    private int turn;
    private int inFlight;
    private long idleSinceMillis;

    Queue(DestinationName name, LaneDestinations home, QueueSettings settings) {
        this.name = name;
        this.home = home;
        this.front = home.front();
        this.journal = home.journal();
        this.settings = settings;
        this.idleSinceMillis = home.nowMillis();
    }

    DestinationName name() {
        return name;
    }

    int consumers() {
        return subscriptions.size();
    }

    int inFlight() {
        return inFlight;
    }

    void send(Message message, Batch.Keep keep, Completion done) {
        counters.received++;
        journal.store(message, keep, done);
    }

    void subscribe(Subscription subscription) {
        subscriptions.add(subscription);
        subscription.activate();
        askDispatch();
    }

    /** Ends a subscription. What it has out is settled by its receiver, delivery by delivery. */
    void unsubscribe(Subscription subscription) {
        if (!subscription.isActive()) {
            return;
        }
        subscription.deactivate();
        subscriptions.remove(subscription);
        if (subscriptions.isEmpty()) {
            front.withdrawDemand(name.text());
            idleSinceMillis = home.nowMillis();
        }
        askDispatch();
    }

    /** The message is done with and goes; {@code done} once that is durable. */
    void acknowledge(Delivery delivery, Completion done) {
        counters.acknowledged++;
        journal.remove(name.text(), delivery, done);
        settled(delivery);
    }

    /** The same, when a transaction has removed it. */
    void acknowledged(Delivery delivery) {
        counters.acknowledged++;
        settled(delivery);
    }

    /**
     * The message goes back to its place in the order, or, having failed too often, to the dead letters.
     *
     * @param failed the client failed with it in hand
     * @param delayMillis how long it waits; negative for the queue's own delay
     */
    void release(Delivery delivery, boolean failed, long delayMillis, Completion done) {
        int failures = delivery.failures() + (failed ? 1 : 0);
        if (failed && mayFailNoMore(failures)) {
            deadLetter(delivery, "failed", failures, done);
            return;
        }
        long delay = delayMillis >= 0 ? delayMillis : failed ? redeliveryDelayMillis(failures) : 0;
        long notBefore = delay == 0 ? 0 : home.nowMillis() + delay;
        front.release(name.text(), failed, notBefore, delivery.sequence())
                .whenComplete((released, thrown) -> done.done(Journal.failure(thrown)));
        settled(delivery);
    }

    /** Dead letters that fail stay where they are: there is no further place to keep them. */
    private boolean mayFailNoMore(int failures) {
        return settings.maxFailures() > 0
                && failures >= settings.maxFailures()
                && !home.deadLetters().areIn(name);
    }

    private long redeliveryDelayMillis(int failures) {
        long first = settings.redeliveryDelay().toMillis();
        if (first == 0) {
            return 0;
        }
        int doublings = Math.min(failures - 1, 30);
        return Math.min(first << doublings, settings.maxRedeliveryDelay().toMillis());
    }

    /** The client wants it no more: NACK with requeue:false. */
    void reject(Delivery delivery, Completion done) {
        deadLetter(delivery, "rejected", delivery.failures() + 1, done);
    }

    /** The same, when a transaction has moved it. */
    void rejected(Delivery delivery) {
        settled(delivery);
    }

    private void deadLetter(Delivery delivery, String reason, int failures, Completion done) {
        Completion moved = failure -> {
            home.moves().end(delivery.size());
            endMove(delivery, failure, done);
        };
        home.moves()
                .begin(
                        delivery.size(),
                        () -> front.get(name.text(), delivery.sequence()).whenComplete((found, thrown) -> {
                            StoreException failure = Journal.failure(thrown);
                            if (failure != null || found.isEmpty()) {
                                moved.done(failure);
                            } else {
                                AtomicCommit move = new AtomicCommit();
                                home.moveToDeadLetters(name, found.get(0), reason, failures, move);
                                move.run(home.lane(), moved);
                            }
                        }));
    }

    /** It was moved, or was gone already; or, with a failure, it comes again a little later. */
    private void endMove(Delivery delivery, @Nullable StoreException failure, Completion done) {
        if (failure != null) {
            front.release(name.text(), false, home.nowMillis() + 1_000, delivery.sequence());
        }
        settled(delivery);
        done.done(failure);
    }

    /** Messages that the front store found expired and took out of the order. */
    void expired(List<Message> messages) {
        counters.expired += messages.size();
        if (!settings.deadLetterExpired()) {
            for (Message message : messages) {
                journal.remove(message, Completion.NONE);
            }
            return;
        }
        AtomicCommit move = new AtomicCommit();
        for (Message message : messages) {
            home.moveToDeadLetters(name, message, "expired", 0, move);
        }
        // If it fails they stay stored, are found expired again, and tried again.
        move.run(home.lane(), Completion.NONE);
    }

    private void settled(Delivery delivery) {
        inFlight--;
        delivery.subscription().settled();
        askDispatch();
    }

    /** The receiver has written so much to its socket. */
    void written(Subscription subscription, long octets) {
        subscription.written(octets);
        askDispatch();
    }

    /** Deals at the end of the turn, once, whatever happened in it. */
    void askDispatch() {
        if (!dispatchAsked && !subscriptions.isEmpty()) {
            dispatchAsked = true;
            home.lane().atTurnEnd(dispatch);
        }
    }

    private void dispatch() {
        dispatchAsked = false;
        boolean more = true;
        while (more) {
            long credit = 0;
            long roomBytes = 0;
            for (int i = 0; i < subscriptions.size(); i++) {
                Subscription subscription = subscriptions.get(i);
                if (subscription.credit() > 0) {
                    credit += subscription.credit();
                    roomBytes += subscription.roomBytes();
                }
            }
            if (credit == 0) {
                front.withdrawDemand(name.text());
                return;
            }
            more = deal((int) Math.min(credit, CLAIM_STEP), roomBytes);
        }
    }

    /** Deals at most so many; false if there was less to deal. */
    private boolean deal(int messages, long roomBytes) {
        List<Claim> claims = front.claimNow(name.text(), "", messages, roomBytes);
        long bytes = 0;
        for (Claim claim : claims) {
            bytes += claim.message().size();
            deal(claim);
        }
        return claims.size() == messages || bytes >= roomBytes;
    }

    private void deal(Claim claim) {
        Message message = claim.message();
        Subscription subscription = next();
        subscription.dealt(message.size());
        inFlight++;
        counters.delivered++;
        if (claim.redelivered()) {
            counters.redelivered++;
        }
        Delivery delivery = Delivery.ofQueue(subscription, claim);
        Receiver receiver = subscription.receiver();
        home.lane().post(receiver.lane(), () -> receiver.deliver(delivery));
    }

    /** The next in turn that may have a message. If the octets under way leave no room any more, one with prefetch left. */
    private Subscription next() {
        Subscription overdrawn = subscriptions.get(0);
        for (int i = 0; i < subscriptions.size(); i++) {
            turn = turn + 1 < subscriptions.size() ? turn + 1 : 0;
            Subscription subscription = subscriptions.get(turn);
            if (subscription.credit() > 0) {
                return subscription;
            }
            if (subscription.prefetchLeft() > overdrawn.prefetchLeft()) {
                overdrawn = subscription;
            }
        }
        return overdrawn;
    }

    /**
     * Whether nobody would notice if it were forgotten, but for its counters.
     *
     * @param atOnce whether it need not have been so for its time
     */
    boolean isIdle(long nowMillis, boolean atOnce) {
        return subscriptions.isEmpty()
                && inFlight == 0
                && (atOnce
                        || nowMillis - idleSinceMillis >= settings.idleTimeout().toMillis());
    }
}
