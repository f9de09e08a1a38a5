package org.stampedemq.planted.broker.destination;

public final class Synchronizes {
    private int value;

    public int next() {
        synchronized (this) {
            return value++;
        }
    }
}
