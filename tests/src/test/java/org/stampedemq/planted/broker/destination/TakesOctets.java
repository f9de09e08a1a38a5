package org.stampedemq.planted.broker.destination;

import org.stampedemq.planted.storage.Message;

public final class TakesOctets {
    public int length(Message message) {
        return message.octets().length;
    }
}
