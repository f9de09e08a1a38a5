package org.stampedemq.client;

import io.netty.handler.codec.stomp.StompCommand;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.stampedemq.stomp.frame.StompVersion;

/**
 * A client of a STOMP broker. Methods may be called from any thread; none blocks but {@link #open} and {@link #close}. Frames go out in the order of the
 * calls of one thread.
 *
 * <p>Every future is completed on the client's loop, and so is what is chained to it without an executor of its own: it must not block.
 * Futures fail with a {@link StompClientException}, or with an {@link IllegalArgumentException} if a header cannot be
 * expressed in the version in force; in that case nothing was sent.
 */
public final class StompClient implements AutoCloseable {
    private final ClientCore core;
    private final AtomicLong transactions = new AtomicLong();
    private final AtomicLong subscriptions = new AtomicLong();

    private StompClient(ClientCore core) {
        this.core = core;
    }

    /** As {@link #connect(ClientSettings, ClientListener)}, with nobody listening. */
    public static CompletableFuture<StompClient> connect(ClientSettings settings) {
        return connect(settings, ClientListener.NONE);
    }

    /**
     * Connects to the first address that answers, each being tried once, one after the other.
     *
     * @return the client once it is logged in. Fails with the last address's trouble: {@link BrokerErrorException} if it refused us (and no other
     *     is tried then), else {@link ConnectionLostException}; nothing is left open
     */
    public static CompletableFuture<StompClient> connect(ClientSettings settings, ClientListener listener) {
        ClientCore core = new ClientCore(settings, listener);
        StompClient client = new StompClient(core);
        return core.start().thenApply(connected -> client);
    }

    /**
     * The same, for those who can wait.
     *
     * @throws StompClientException also if nobody has answered after the settings' connect timeout for each address
     */
    public static StompClient open(ClientSettings settings, ClientListener listener) throws InterruptedException {
        CompletableFuture<StompClient> client = connect(settings, listener);
        long nanos = settings.connectTimeout().toNanos() * (settings.addresses().size() + 1L);
        try {
            return client.get(nanos, TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof StompClientException known
                    ? known
                    : new ConnectionLostException("connecting failed: " + e.getCause(), e);
        } catch (TimeoutException e) {
            client.thenAccept(StompClient::close);
            throw new ConnectionLostException("nobody answered in time", e);
        }
    }

    /** The same, with nobody listening. */
    public static StompClient open(ClientSettings settings) throws InterruptedException {
        return open(settings, ClientListener.NONE);
    }

    /** The version of the latest connection. */
    public StompVersion version() {
        return core.version();
    }

    public boolean isConnected() {
        return core.isConnected();
    }

    /**
     * Sends a message and asks for a receipt. The body is read when the frame is written: it must not change before the future is
     * completed.
     *
     * @param headers content-length, receipt and destination are the client's to say
     * @return the receipt: for a persistent message the broker has it safe then. Fails with {@link TooManyUnconfirmedException} at the
     *     bound, at once; with {@link ConnectionLostException} if there is no connection or it breaks, unless the settings say to send again
     */
    public CompletableFuture<Receipt> send(String destination, Map<String, String> headers, ByteBuffer body) {
        return core.request(sendFrame(destination, headers, body), true, ClientCore.ANY_CONNECTION);
    }

    /** The same with a text, as UTF-8. */
    public CompletableFuture<Receipt> send(String destination, String text) {
        return send(destination, Map.of(), utf8(text));
    }

    /**
     * Sends without asking for a receipt.
     *
     * @return completed when the operating system has taken the frame; that it arrives, nobody promises
     */
    public CompletableFuture<Void> sendWithoutReceipt(
            String destination, Map<String, String> headers, ByteBuffer body) {
        return core.tell(sendFrame(destination, headers, body), ClientCore.ANY_CONNECTION);
    }

    /**
     * Subscribes, now and again after each loss of the connection.
     *
     * @param handler called on the client's loop, message by message: while it runs, nothing else is read. What it throws is logged, and the
     *     message stays unacknowledged
     * @return completed by the broker's receipt
     */
    public CompletableFuture<Subscription> subscribe(
            String destination, SubscribeOptions options, Consumer<ReceivedMessage> handler) {
        Map<String, String> headers = new LinkedHashMap<>(options.headers());
        headers.put("id", headers.getOrDefault("id", "sub-" + subscriptions.incrementAndGet()));
        headers.put("destination", destination);
        headers.put("ack", options.ackMode().text());
        options.prefetch().ifPresent(messages -> headers.put("prefetch-count", Integer.toString(messages)));
        Subscription subscription = new Subscription(core, Frame.of(StompCommand.SUBSCRIBE, headers), handler);
        return core.subscribe(subscription).thenApply(receipt -> subscription);
    }

    /** Acknowledges; the receipt says that the broker has removed the message, durably if it was stored. */
    public CompletableFuture<Receipt> ack(ReceivedMessage message) {
        return acknowledge(StompCommand.ACK, message, Map.of());
    }

    /** Gives the message back, to be delivered again. */
    public CompletableFuture<Receipt> nack(ReceivedMessage message) {
        return nack(message, Map.of());
    }

    /** The same with further headers, such as {@code requeue} or {@code delay}. */
    public CompletableFuture<Receipt> nack(ReceivedMessage message, Map<String, String> headers) {
        return acknowledge(StompCommand.NACK, message, headers);
    }

    /** Acknowledges without asking for a receipt: the cheap way where a second delivery does no harm. */
    public CompletableFuture<Void> ackWithoutReceipt(ReceivedMessage message) {
        return core.tell(acknowledgement(StompCommand.ACK, message, Map.of()), message.connection());
    }

    /** Begins a transaction on the present connection. */
    public CompletableFuture<Transaction> begin() {
        String id = "tx-" + transactions.incrementAndGet();
        long connection = core.connection();
        Frame begin = Frame.of(StompCommand.BEGIN, Map.of("transaction", id));
        return core.request(begin, false, connection).thenApply(receipt -> new Transaction(this, id, connection));
    }

    /** Completed as soon as less than half of the bounds on the unconfirmed is used; at once if so already. */
    public CompletableFuture<Void> writable() {
        return core.writable();
    }

    /** Says goodbye and closes: completed when the broker has answered, which it does after all that was sent before. */
    public CompletableFuture<Receipt> disconnect() {
        return core.disconnect();
    }

    /**
     * Closes at once; what is unanswered fails with {@link ClientClosedException}. Waits until the client's thread has ended, unless it is called on it. Idempotent.
     */
    @Override
    public void close() {
        core.close();
    }

    CompletableFuture<Receipt> sendIn(
            Transaction transaction, String destination, Map<String, String> headers, ByteBuffer body) {
        Frame frame = sendFrame(destination, headers, body).with("transaction", transaction.id());
        return core.request(frame, false, transaction.connection());
    }

    CompletableFuture<Receipt> acknowledgeIn(Transaction transaction, boolean positive, ReceivedMessage message) {
        if (message.connection() != transaction.connection()) {
            return CompletableFuture.failedFuture(
                    new ConnectionLostException("the message came on another connection than the transaction's"));
        }
        return acknowledge(
                positive ? StompCommand.ACK : StompCommand.NACK, message, Map.of("transaction", transaction.id()));
    }

    CompletableFuture<Receipt> end(Transaction transaction, boolean commit) {
        StompCommand command = commit ? StompCommand.COMMIT : StompCommand.ABORT;
        return core.request(
                Frame.of(command, Map.of("transaction", transaction.id())), false, transaction.connection());
    }

    private CompletableFuture<Receipt> acknowledge(
            StompCommand command, ReceivedMessage message, Map<String, String> headers) {
        return core.request(acknowledgement(command, message, headers), false, message.connection());
    }

    /** By the rule of each version: 1.2 names the ack header, 1.1 message and subscription, 1.0 the message. */
    private Frame acknowledgement(StompCommand command, ReceivedMessage message, Map<String, String> more) {
        Map<String, String> headers = new LinkedHashMap<>(more);
        if (core.version().acknowledgesById()) {
            headers.put("id", message.headers().getOrDefault("ack", ""));
        } else {
            headers.put("message-id", message.messageId());
            headers.put("subscription", message.subscription());
        }
        return Frame.of(command, headers);
    }

    private static Frame sendFrame(String destination, Map<String, String> headers, ByteBuffer body) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("destination", destination);
        headers.forEach(all::putIfAbsent);
        all.remove("receipt");
        return new Frame(StompCommand.SEND, all, body.duplicate());
    }

    private static ByteBuffer utf8(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
