package org.stampedemq.client;

import java.util.concurrent.CompletableFuture;

/** A frame whose answer is awaited, or that waits for a connection. On the loop. */
final class Pending {
    final Frame frame;
    final CompletableFuture<Receipt> future;
    final int weight;
    /** Whether it outlives its connection. */
    final boolean resendable;
    /** On how many connections it was written. */
    int timesSent;

    Pending(Frame frame, CompletableFuture<Receipt> future, int weight, boolean resendable) {
        this.frame = frame;
        this.future = future;
        this.weight = weight;
        this.resendable = resendable;
    }
}
