package org.stampedemq.client;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A subscription that is made again on each new connection, until it is given up. Any thread. */
public final class Subscription {
    private final ClientCore core;
    private final Frame frame;
    private final Consumer<ReceivedMessage> handler;

    Subscription(ClientCore core, Frame frame, Consumer<ReceivedMessage> handler) {
        this.core = core;
        this.frame = frame;
        this.handler = handler;
    }

    /** Unique within the client. */
    public String id() {
        return frame.header("id");
    }

    public String destination() {
        return frame.header("destination");
    }

    /**
     * Gives it up. The handler is not called any more once this method's future is completed; what it has not acknowledged goes back.
     *
     * @return completed by the broker's receipt; at once if there is no connection, since then there is nothing to give up
     */
    public CompletableFuture<Receipt> unsubscribe() {
        return core.unsubscribe(this);
    }

    Frame frame() {
        return frame;
    }

    void deliver(ReceivedMessage message) {
        handler.accept(message);
    }
}
