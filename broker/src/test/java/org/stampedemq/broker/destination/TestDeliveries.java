package org.stampedemq.broker.destination;

import org.stampedemq.storage.Message;

/** Makes deliveries for tests of other packages. */
public final class TestDeliveries {
    private TestDeliveries() {}

    public static Delivery of(Subscription subscription, Message message) {
        return Delivery.ofTopic(subscription, message);
    }
}
