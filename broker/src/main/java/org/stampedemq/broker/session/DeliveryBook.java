package org.stampedemq.broker.session;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stampedemq.broker.destination.Completion;
import org.stampedemq.broker.destination.Delivery;
import org.stampedemq.broker.destination.LaneDestinations;
import org.stampedemq.broker.lane.Lane;
import org.stampedemq.stomp.server.MessagePrefix;
import org.stampedemq.storage.Message;

/**
 * What this client was sent and has not settled; writes the MESSAGE frames and reports, once a turn, what went to the
 * socket. Owned by the loop. Bounded by the windows of the subscriptions.
 */
final class DeliveryBook {
    /** Leaves each connection 2^32 numbers of its own, so that one never acknowledges what another holds. */
    private static final int CONNECTION_SHIFT = 32;

    private static final Logger LOG = LoggerFactory.getLogger(DeliveryBook.class);

    private final Session session;
    private final DeliveryRing out;
    private final MessagePrefix prefix = new MessagePrefix();
    private final String messageIdPrefix;
    private final Runnable report = this::report;

    /** Auto-acknowledged deliveries whose octets have not all gone to the operating system. */
    private final ArrayDeque<Delivery> awaiting = new ArrayDeque<>();

    private List<Delivery> autoSettled = new ArrayList<>();
    private List<SessionSubscription> unreported = new ArrayList<>();
    private boolean reportAsked;

    DeliveryBook(Session session) {
        this.session = session;
        this.out = new DeliveryRing((session.connection().id() << CONNECTION_SHIFT) + 1);
        this.messageIdPrefix = session.node().nodeId() + "-";
        prefix.messageIdPrefix = messageIdPrefix.getBytes(StandardCharsets.UTF_8);
    }

    void deliver(SessionSubscription subscription, Delivery delivery) {
        if (subscription.ended() || !session.isOpen()) {
            // It was on its way when the subscription ended: back to its place, nobody failed.
            releaseUnseen(delivery);
            return;
        }
        boolean auto = subscription.ackMode() == AckMode.AUTO;
        if (!auto) {
            out.add(delivery);
            subscription.remember(delivery, session.version().acknowledgesById());
            checkTopicBacklog(subscription);
        }
        try {
            write(subscription, delivery, auto);
        } catch (RuntimeException e) {
            // A defect in one message must not take others of the lane with it, nor leave this one claimed for ever.
            LOG.error(
                    "a message could not be written to connection {}",
                    session.connection().id(),
                    e);
            if (auto) {
                releaseUnseen(delivery);
            }
            session.fail("internal error: a message could not be written; it stays in its queue");
            return;
        }
        if (auto && delivery.settles()) {
            autoSettled.add(delivery);
        }
        if (subscription.addUnreported(delivery.size())) {
            unreported.add(subscription);
        }
        if (!reportAsked) {
            reportAsked = true;
            session.lane().atTurnEnd(report);
        }
    }

    private void checkTopicBacklog(SessionSubscription subscription) {
        int most = session.node().settings().maxPrefetch();
        if (subscription.unsettledOfTopic() > most) {
            subscription.tooSlow("more than " + most + " messages of a topic were not acknowledged; "
                    + "acknowledge them or subscribe with ack:auto");
        }
    }

    private void write(SessionSubscription subscription, Delivery delivery, boolean auto) {
        Message message = delivery.takeMessage();
        prefix.subscription = subscription.rawId();
        prefix.destination = subscription.shownDestination();
        prefix.sequence = message.sequence();
        prefix.ack = auto ? 0 : delivery.ackNumber;
        prefix.deliveryCount = delivery.deliveryCount();
        prefix.redelivered = delivery.redelivered();
        prefix.timestampMillis = message.timestampMillis();
        session.connection().message(prefix, message.content(), message.headOctets(), message.marked());
    }

    /** At the end of the turn: asks to be told when what was written in it has gone to the operating system. */
    private void report() {
        reportAsked = false;
        List<Delivery> settled = List.of();
        if (!autoSettled.isEmpty()) {
            // Not the list that goes on being filled: what is written later is not written yet.
            settled = autoSettled;
            autoSettled = new ArrayList<>();
        }
        List<SessionSubscription> subscriptions = unreported;
        unreported = new ArrayList<>();
        long[] octets = new long[subscriptions.size()];
        for (int i = 0; i < octets.length; i++) {
            octets[i] = subscriptions.get(i).takeUnreported();
        }
        List<Delivery> settledWhenWritten = settled;
        awaiting.addAll(settled);
        session.connection().afterWritten(() -> written(settledWhenWritten, subscriptions, octets));
    }

    private void written(List<Delivery> settled, List<SessionSubscription> subscriptions, long[] octets) {
        if (session.isOver()) {
            return;
        }
        Lane lane = session.lane();
        for (Delivery delivery : settled) {
            awaiting.remove();
            LaneDestinations home = homeOf(delivery);
            lane.post(home.lane(), () -> home.acknowledge(delivery, Completion.NONE));
        }
        for (int i = 0; i < octets.length; i++) {
            SessionSubscription subscription = subscriptions.get(i);
            LaneDestinations home = subscription.home();
            long count = octets[i];
            lane.post(home.lane(), () -> home.written(subscription.subscription(), count));
        }
    }

    LaneDestinations homeOf(Delivery delivery) {
        return ((SessionSubscription) delivery.subscription().receiver()).home();
    }

    /** By the number in the {@code ack} header. */
    @Nullable
    Delivery byNumber(long number) {
        return out.get(number);
    }

    /** By {@code message-id}, among those of one subscription. */
    @Nullable
    Delivery byMessageId(SessionSubscription subscription, String messageId) {
        if (!messageId.startsWith(messageIdPrefix)) {
            return null;
        }
        try {
            return subscription.bySequence(Long.parseLong(messageId.substring(messageIdPrefix.length())));
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** It is settled or about to be: the client cannot name it again. */
    void forget(Delivery delivery) {
        delivery.state = Delivery.State.SETTLED;
        out.remove(delivery);
        ((SessionSubscription) delivery.subscription().receiver()).forget(delivery);
    }

    /** A transaction that named it was aborted: it is with the client again, if that still has the subscription. */
    void restore(Delivery delivery) {
        delivery.state = Delivery.State.OUT;
        if (((SessionSubscription) delivery.subscription().receiver()).ended() && session.isOpen()) {
            forget(delivery);
            release(delivery, false);
        }
    }

    /** Gives back what an ended subscription had. */
    void releaseAll(SessionSubscription subscription) {
        List<Delivery> its = new ArrayList<>();
        out.forEach(delivery -> {
            // What an ACK has named already, in a transaction or not, is for that to settle.
            if (delivery.state == Delivery.State.OUT && delivery.subscription() == subscription.subscription()) {
                its.add(delivery);
            }
        });
        for (Delivery delivery : its) {
            delivery.state = Delivery.State.SETTLED;
            out.remove(delivery);
            release(delivery, false);
        }
    }

    /**
     * Gives back everything: the connection is gone.
     *
     * @param failed the client died with it in hand
     */
    void releaseAll(boolean failed) {
        out.drain(delivery -> {
            delivery.state = Delivery.State.SETTLED;
            release(delivery, failed);
        });
        for (Delivery delivery : awaiting) {
            release(delivery, failed);
        }
        awaiting.clear();
        for (Delivery delivery : autoSettled) {
            releaseUnseen(delivery);
        }
        autoSettled.clear();
    }

    private void releaseUnseen(Delivery delivery) {
        release(delivery, false);
    }

    private void release(Delivery delivery, boolean failed) {
        if (delivery.settles()) {
            LaneDestinations home = homeOf(delivery);
            session.lane().post(home.lane(), () -> home.release(delivery, failed, -1, Completion.NONE));
        }
    }

    int outstanding() {
        return out.size();
    }
}
