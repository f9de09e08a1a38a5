package org.stampedemq.planted.broker.destination;

import java.util.concurrent.atomic.AtomicInteger;

public final class Remembers {
    private static final AtomicInteger COUNT = new AtomicInteger();

    public int next() {
        return COUNT.incrementAndGet();
    }
}
