package org.stampedemq.planted.broker.destination;

public final class MakesThread {
    public Thread thread(Runnable work) {
        return new Thread(work);
    }
}
