package org.stampedemq.planted.broker.destination;

public final class ThrowsAnything {
    public void fail() {
        throw new RuntimeException("something");
    }
}
