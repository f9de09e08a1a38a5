package org.stampedemq.planted.broker.destination;

import java.util.concurrent.CompletableFuture;

public final class Waits {
    public String answer(CompletableFuture<String> future) {
        return future.join();
    }
}
