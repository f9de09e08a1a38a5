package org.stampedemq.broker.session;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.stampedemq.broker.destination.AtomicCommit;
import org.stampedemq.broker.destination.Delivery;
import org.stampedemq.broker.destination.DestinationName;
import org.stampedemq.broker.destination.LaneDestinations;
import org.stampedemq.stomp.frame.ProtocolException;
import org.stampedemq.storage.Message;

/** Frames that take effect together. Owned by the loop; bounded in frames and octets. */
final class Transaction {
    private sealed interface Step permits Send, Ack, Nack {}

    private record Send(DestinationName name, LaneDestinations home, Message message) implements Step {}

    private record Ack(Delivery delivery) implements Step {}

    private record Nack(Delivery delivery, boolean requeue, long delayMillis) implements Step {}

    /** What is to move to the dead letters, read before the commit. */
    private final Map<Delivery, Message> rejected = new HashMap<>();

    private int sought;

    private final TransactionBook book;
    private final int maxFrames;
    private final List<Step> steps = new ArrayList<>();
    private long bytes;

    Transaction(TransactionBook book, int maxFrames) {
        this.book = book;
        this.maxFrames = maxFrames;
    }

    void send(DestinationName name, LaneDestinations home, Message message) throws ProtocolException {
        book.reserve(message.size());
        bytes += message.size();
        add(new Send(name, home, message));
    }

    void acknowledge(Delivery delivery) throws ProtocolException {
        add(new Ack(delivery));
        delivery.state = Delivery.State.IN_TRANSACTION;
    }

    void negate(Delivery delivery, boolean requeue, long delayMillis) throws ProtocolException {
        if (!requeue && delivery.settles()) {
            // It is read before the commit, and moved as a whole.
            book.reserve(delivery.size());
            bytes += delivery.size();
        }
        add(new Nack(delivery, requeue, delayMillis));
        delivery.state = Delivery.State.IN_TRANSACTION;
    }

    private void add(Step step) throws ProtocolException {
        if (steps.size() >= maxFrames) {
            throw new ProtocolException("transaction too long: at most " + maxFrames + " frames");
        }
        steps.add(step);
    }

    long bytes() {
        return bytes;
    }

    /** Deliveries named in it are with the client again. */
    void abort(DeliveryBook deliveries) {
        for (Step step : steps) {
            if (step instanceof Ack ack) {
                deliveries.restore(ack.delivery());
            } else if (step instanceof Nack nack) {
                deliveries.restore(nack.delivery());
            }
        }
        steps.clear();
    }

    /** Reads what is to be moved to the dead letters, since its body was dropped when it was written; then goes on. */
    void readRejected(Session session, Runnable then) {
        List<Delivery> wanted = new ArrayList<>();
        for (Step step : steps) {
            if (step instanceof Nack nack && !nack.requeue() && nack.delivery().settles()) {
                wanted.add(nack.delivery());
            }
        }
        sought = wanted.size();
        if (sought == 0) {
            then.run();
            return;
        }
        for (Delivery delivery : wanted) {
            LaneDestinations home = session.deliveries().homeOf(delivery);
            session.lane()
                    .post(
                            home.lane(),
                            () -> home.find(
                                    delivery,
                                    message -> home.lane().post(session.lane(), () -> {
                                        if (message != null) {
                                            rejected.put(delivery, message);
                                        }
                                        // If the session failed meanwhile, what the transaction names was given back:
                                        // it does not happen.
                                        if (--sought == 0 && !session.sends().isForgotten()) {
                                            then.run();
                                        }
                                    })));
        }
    }

    /** Adds every step to the commit; the deliveries are no longer the client's. */
    void addTo(AtomicCommit commit, Session session) {
        for (Step step : steps) {
            if (step instanceof Send send) {
                send.home().send(send.name(), send.message(), commit);
            } else if (step instanceof Ack ack) {
                session.deliveries().forget(ack.delivery());
                if (ack.delivery().settles()) {
                    session.deliveries().homeOf(ack.delivery()).acknowledge(ack.delivery(), commit);
                }
            } else if (step instanceof Nack nack) {
                session.deliveries().forget(nack.delivery());
                if (nack.delivery().settles()) {
                    LaneDestinations home = session.deliveries().homeOf(nack.delivery());
                    Message dead = rejected.get(nack.delivery());
                    if (dead == null) {
                        // To be given back; or to be moved, but it cannot be read: it comes again.
                        home.release(nack.delivery(), nack.delayMillis(), commit);
                    } else {
                        home.reject(nack.delivery(), dead, commit);
                    }
                }
            }
        }
        steps.clear();
    }
}
