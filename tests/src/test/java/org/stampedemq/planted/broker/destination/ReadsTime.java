package org.stampedemq.planted.broker.destination;

public final class ReadsTime {
    public long now() {
        return System.nanoTime();
    }
}
