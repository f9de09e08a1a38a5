package org.stampedemq.planted.broker.destination;

import java.util.concurrent.TimeUnit;

public final class Sleeps {
    public void rest() throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(1);
    }
}
