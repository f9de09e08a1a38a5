package org.stampedemq.planted.broker.destination;

public final class ReadsEnvironment {
    public boolean asked() {
        return System.getenv("ASKED") != null;
    }
}
