package org.stampedemq.client;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Sends and acknowledgements that happen together or not at all. It lives on one connection: if that is lost, the transaction is too,
 * and every future of it fails with {@link ConnectionLostException}. If the one of {@link #commit} does, whether it happened is not known.
 * Any thread, but the order of calls is the caller's affair.
 */
public final class Transaction {
    private final StompClient client;
    private final String id;
    private final long connection;
    private final AtomicBoolean ended = new AtomicBoolean();

    Transaction(StompClient client, String id, long connection) {
        this.client = client;
        this.id = id;
        this.connection = connection;
    }

    public String id() {
        return id;
    }

    /** As {@link StompClient#send}. The receipt says that it was taken into the transaction. */
    public CompletableFuture<Receipt> send(String destination, Map<String, String> headers, ByteBuffer body) {
        return ended.get() ? over() : client.sendIn(this, destination, headers, body);
    }

    /** As {@link StompClient#ack}. */
    public CompletableFuture<Receipt> ack(ReceivedMessage message) {
        return ended.get() ? over() : client.acknowledgeIn(this, true, message);
    }

    /** As {@link StompClient#nack}. */
    public CompletableFuture<Receipt> nack(ReceivedMessage message) {
        return ended.get() ? over() : client.acknowledgeIn(this, false, message);
    }

    /** The receipt says that all of it is done, and durable where its messages are. */
    public CompletableFuture<Receipt> commit() {
        return ended.compareAndSet(false, true) ? client.end(this, true) : over();
    }

    /** Nothing of it happens. */
    public CompletableFuture<Receipt> abort() {
        return ended.compareAndSet(false, true) ? client.end(this, false) : over();
    }

    long connection() {
        return connection;
    }

    private <T> CompletableFuture<T> over() {
        return CompletableFuture.failedFuture(new IllegalStateException("transaction " + id + " has ended"));
    }
}
