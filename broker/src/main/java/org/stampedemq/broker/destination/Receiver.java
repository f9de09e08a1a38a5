package org.stampedemq.broker.destination;

import org.stampedemq.broker.lane.Lane;

/**
 * Who gets messages, as queues and topics know it. A session implements it. Called on the receiver's own lane.
 */
public interface Receiver {
    /** The lane on which the receiver lives. Called from any thread. */
    Lane lane();

    /**
     * A message for this receiver. Every delivery of a queue is settled later, once: acknowledged, released or dead-lettered,
     * also if the receiver is gone by now. Those of topics are not.
     */
    void deliver(Delivery delivery);

    /** It does not keep up with a topic and is to be closed. */
    void tooSlow(String why);
}
