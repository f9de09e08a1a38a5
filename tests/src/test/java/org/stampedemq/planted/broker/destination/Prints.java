package org.stampedemq.planted.broker.destination;

public final class Prints {
    public void say() {
        System.out.println("hello");
    }
}
