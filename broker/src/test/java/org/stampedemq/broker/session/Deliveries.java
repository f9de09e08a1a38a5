package org.stampedemq.broker.session;

import org.stampedemq.broker.destination.Delivery;
import org.stampedemq.broker.destination.DestinationName;
import org.stampedemq.broker.destination.Receiver;
import org.stampedemq.broker.destination.Subscription;
import org.stampedemq.broker.destination.TestDeliveries;
import org.stampedemq.broker.lane.Lane;
import org.stampedemq.storage.Message;

/** Deliveries that came from nowhere, for books that only keep them. */
final class Deliveries {
    private static final Receiver NOBODY = new Receiver() {
        @Override
        public Lane lane() {
            throw new IllegalStateException("nobody has no lane");
        }

        @Override
        public void deliver(Delivery delivery) {
            throw new IllegalStateException("nobody takes deliveries");
        }

        @Override
        public void tooSlow(String why) {
            throw new IllegalStateException(why);
        }
    };

    private Deliveries() {}

    static Delivery ofTopic() {
        return TestDeliveries.of(
                new Subscription(NOBODY, DestinationName.parse("/topic/a"), 1, 1),
                Message.draft("/topic/a", 0).seal());
    }
}
