package org.stampedemq.client;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.handler.codec.stomp.StompCommand;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stampedemq.stomp.frame.StompVersion;

/**
 * The client behind its door: what is unanswered, what is subscribed to, and on which connection. All fields without a word to the
 * contrary belong to the loop; callers' threads only take from the {@link Budget} and post.
 *
 * <pre>
 *   CONNECTING ──CONNECTED──► CONNECTED ──lost──► WAITING ──pause over──► CONNECTING
 *        └─ refused, or nobody answers ─► CLOSED ◄─ close, or the back-off gave up ─┘
 * </pre>
 */
final class ClientCore implements Wire.Owner {
    /** For requests that do not care on which connection they go. */
    static final long ANY_CONNECTION = 0;

    private static final Logger LOG = LoggerFactory.getLogger(ClientCore.class);

    private final ClientSettings settings;
    private final ClientListener listener;
    private final MultiThreadIoEventLoopGroup loop;
    private final Connector connector;
    private final Budget budget;
    private final CompletableFuture<Void> started = new CompletableFuture<>();
    private final Map<String, Pending> pendings = new LinkedHashMap<>();
    private final Map<String, Subscription> subscriptions = new LinkedHashMap<>();
    private final Deque<CompletableFuture<Void>> waitingForRoom = new ArrayDeque<>();

    private @Nullable Wire wire;
    /** What the ERROR in hand is about. */
    private @Nullable Pending blamed;

    private long receipts;
    private boolean leaving;

    // written on the loop, read by any thread
    private volatile long connection;
    private volatile boolean connected;
    private volatile boolean closed;
    private volatile StompVersion version = StompVersion.V1_0;

    ClientCore(ClientSettings settings, ClientListener listener) {
        this.settings = settings;
        this.listener = listener;
        this.budget = new Budget(settings.maxUnconfirmed(), settings.maxUnconfirmedBytes());
        boolean epoll = Epoll.isAvailable();
        this.loop = new MultiThreadIoEventLoopGroup(1, epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        this.connector = new Connector(settings, loop, epoll, this);
    }

    /** Completed when logged in for the first time. */
    CompletableFuture<Void> start() {
        loop.execute(connector::connect);
        return started;
    }

    StompVersion version() {
        return version;
    }

    boolean isConnected() {
        return connected;
    }

    /** The number of the latest connection, from 1. */
    long connection() {
        return connection;
    }

    // ---- what callers ask, from any thread

    /**
     * Sends a frame and awaits its receipt.
     *
     * @param resendable whether it may go out on a later connection, if the settings allow that at all
     * @param on the connection it belongs to, or {@link #ANY_CONNECTION}
     */
    CompletableFuture<Receipt> request(Frame frame, boolean resendable, long on) {
        int weight = boundedWeight(frame);
        if (weight > 0 && !budget.take(weight)) {
            return tooMany();
        }
        CompletableFuture<Receipt> future = new CompletableFuture<>();
        Pending pending = new Pending(frame, future, weight, resendable && settings.resendUnconfirmed());
        post(() -> admit(pending, on), future::completeExceptionally);
        return future;
    }

    /** Sends a frame without a receipt; completed when it is written. */
    CompletableFuture<Void> tell(Frame frame, long on) {
        int weight = boundedWeight(frame);
        if (weight > 0 && !budget.take(weight)) {
            return tooMany();
        }
        CompletableFuture<Void> future = new CompletableFuture<>();
        post(() -> tellNow(frame, on, weight, future), future::completeExceptionally);
        return future;
    }

    /**
     * What counts against the bounds: all that a caller may begin at will. Answers (ACK, NACK, COMMIT and the like) are bounded
     * by what they answer, and must get through when sends do not: a full broker may wait for just them.
     */
    private static int boundedWeight(Frame frame) {
        return switch (frame.command()) {
            case SEND, BEGIN, SUBSCRIBE -> frame.weight();
            default -> 0;
        };
    }

    private <T> CompletableFuture<T> tooMany() {
        return CompletableFuture.failedFuture(new TooManyUnconfirmedException("unconfirmed: " + budget));
    }

    CompletableFuture<Receipt> subscribe(Subscription subscription) {
        CompletableFuture<Receipt> future = new CompletableFuture<>();
        Frame frame = subscription.frame();
        if (!budget.take(frame.weight())) {
            return tooMany();
        }
        post(
                () -> {
                    if (subscriptions.putIfAbsent(subscription.id(), subscription) != null) {
                        giveBack(frame.weight());
                        future.completeExceptionally(new IllegalArgumentException(
                                "this client has a subscription " + subscription.id() + " already"));
                        return;
                    }
                    future.whenComplete((receipt, failure) -> {
                        if (failure != null) {
                            subscriptions.remove(subscription.id(), subscription);
                        }
                    });
                    admit(new Pending(frame, future, frame.weight(), false), ANY_CONNECTION);
                },
                future::completeExceptionally);
        return future;
    }

    CompletableFuture<Receipt> unsubscribe(Subscription subscription) {
        CompletableFuture<Receipt> future = new CompletableFuture<>();
        post(
                () -> {
                    subscriptions.remove(subscription.id(), subscription);
                    if (wire == null) {
                        future.complete(new Receipt(Map.of(), false));
                        return;
                    }
                    Frame frame = Frame.of(
                            StompCommand.UNSUBSCRIBE,
                            Map.of("id", subscription.id(), "destination", subscription.destination()));
                    write(new Pending(frame, future, 0, false));
                },
                future::completeExceptionally);
        return future;
    }

    CompletableFuture<Void> writable() {
        CompletableFuture<Void> future = new CompletableFuture<>();
        post(
                () -> {
                    waitingForRoom.add(future);
                    wakeIfRoom();
                },
                future::completeExceptionally);
        return future;
    }

    CompletableFuture<Receipt> disconnect() {
        CompletableFuture<Receipt> future = new CompletableFuture<>();
        post(
                () -> {
                    if (wire == null) {
                        future.complete(new Receipt(Map.of(), false));
                        shutDown(new ClientClosedException("the client has disconnected"));
                        return;
                    }
                    leaving = true;
                    write(new Pending(Frame.of(StompCommand.DISCONNECT, Map.of()), future, 0, false));
                    future.whenComplete(
                            (receipt, failure) -> shutDown(new ClientClosedException("the client has disconnected")));
                },
                future::completeExceptionally);
        return future;
    }

    void close() {
        post(() -> shutDown(new ClientClosedException("the client was closed")), alreadyClosed -> {});
        if (!inLoop()) {
            loop.terminationFuture().awaitUninterruptibly();
        }
    }

    private boolean inLoop() {
        return loop.iterator().next().inEventLoop();
    }

    /** Runs the action on the loop, or, on any thread, tells that the client is closed; the budget then matters no more. */
    private void post(Runnable action, Consumer<StompClientException> refused) {
        if (!closed) {
            try {
                loop.execute(() -> {
                    if (closed) {
                        refused.accept(closedAlready());
                    } else {
                        action.run();
                    }
                });
                return;
            } catch (RejectedExecutionException e) {
                // closed in between: as below
                LOG.trace("too late", e);
            }
        }
        refused.accept(closedAlready());
    }

    private static ClientClosedException closedAlready() {
        return new ClientClosedException("the client is closed");
    }

    // ---- on the loop

    private void admit(Pending pending, long on) {
        boolean onLostConnection = on != ANY_CONNECTION && on != connection;
        if (wire != null && !onLostConnection) {
            write(pending);
        } else if (pending.resendable && !onLostConnection) {
            pendings.put(nextReceipt(), pending);
        } else {
            fail(
                    pending,
                    new ConnectionLostException(
                            onLostConnection
                                    ? "this belongs to an earlier connection, which was lost"
                                    : "there is no connection at present"));
        }
    }

    private String nextReceipt() {
        return "r-" + ++receipts;
    }

    private void write(Pending pending) {
        String receipt = nextReceipt();
        pendings.put(receipt, pending);
        writeAs(receipt, pending);
    }

    private void writeAs(String receipt, Pending pending) {
        Wire present = wire;
        if (present == null) {
            return;
        }
        try {
            pending.timesSent++;
            present.write(pending.frame.with("receipt", receipt), () -> {});
        } catch (IllegalArgumentException e) {
            pendings.remove(receipt);
            giveBack(pending.weight);
            pending.future.completeExceptionally(e);
        }
    }

    private void tellNow(Frame frame, long on, int weight, CompletableFuture<Void> future) {
        Wire present = wire;
        if (present == null || (on != ANY_CONNECTION && on != connection)) {
            giveBack(weight);
            future.completeExceptionally(new ConnectionLostException("there is no connection at present"));
            return;
        }
        try {
            present.write(frame, () -> {
                giveBack(weight);
                future.complete(null);
            });
        } catch (IllegalArgumentException e) {
            giveBack(weight);
            future.completeExceptionally(e);
        }
    }

    private void fail(Pending pending, StompClientException why) {
        giveBack(pending.weight);
        pending.future.completeExceptionally(why);
    }

    private void giveBack(int weight) {
        if (weight > 0) {
            budget.give(weight);
            wakeIfRoom();
        }
    }

    private void wakeIfRoom() {
        while (!waitingForRoom.isEmpty() && budget.hasRoom()) {
            waitingForRoom.remove().complete(null);
        }
    }

    @Override
    public void established(Wire newWire, StompVersion agreed) {
        if (closed) {
            newWire.close(closedAlready());
            return;
        }
        wire = newWire;
        version = agreed;
        long number = connection + 1;
        connection = number;
        connected = true;
        connector.succeeded();
        List<Subscription> again = new ArrayList<>(subscriptions.values());
        for (Subscription subscription : again) {
            CompletableFuture<Receipt> future = new CompletableFuture<>();
            future.whenComplete((receipt, failure) -> {
                // one that the broker refuses now would end each connection anew
                if (failure instanceof BrokerErrorException) {
                    LOG.warn("{} cannot be subscribed to again", subscription.destination(), failure);
                    subscriptions.remove(subscription.id(), subscription);
                }
            });
            write(new Pending(subscription.frame(), future, 0, false));
        }
        Map<String, Pending> unanswered = new LinkedHashMap<>(pendings);
        unanswered.forEach((receipt, pending) -> {
            if (pending.resendable) {
                writeAs(receipt, pending);
            }
        });
        listener.connected(connector.address(), agreed);
        started.complete(null);
    }

    @Override
    public void frame(Wire from, Frame frame) {
        switch (frame.command()) {
            case MESSAGE -> deliver(frame);
            case RECEIPT -> {
                Pending pending = pendings.remove(frame.header("receipt-id"));
                if (pending != null) {
                    giveBack(pending.weight);
                    pending.future.complete(new Receipt(frame.headers(), pending.timesSent > 1));
                }
            }
            case ERROR -> {
                // told in lost(), which follows: whoever hears of it shall not find the client connected still
                blamed = pendings.remove(frame.header("receipt-id"));
            }
            default -> LOG.warn("The broker sent {}, which means nothing here", frame.command());
        }
    }

    private void deliver(Frame frame) {
        Subscription subscription = subscriptions.get(frame.header("subscription"));
        if (subscription == null && !frame.headers().containsKey("subscription")) {
            // 1.0 brokers may leave it out
            subscription = subscriptions.values().stream()
                    .filter(one -> one.destination().equals(frame.header("destination")))
                    .findFirst()
                    .orElse(null);
        }
        if (subscription == null) {
            // given up while it was on its way; the broker takes it back
            return;
        }
        try {
            subscription.deliver(new ReceivedMessage(frame.headers(), frame.body(), subscription.id(), connection));
        } catch (RuntimeException e) {
            LOG.error("The handler of {} failed; the message stays unacknowledged", subscription.destination(), e);
        }
    }

    @Override
    public void lost(Wire gone, Throwable cause) {
        if (closed) {
            return;
        }
        boolean wasEstablished = gone == wire;
        wire = null;
        connected = false;
        Pending guilty = blamed;
        blamed = null;
        if (guilty != null) {
            fail(guilty, asLoss(cause));
        }
        // a login that is refused once the client runs may be a broker on its way down: only the first time is it final
        boolean goesOn = !leaving
                && (started.isDone()
                        ? connector.mayRetry()
                        : !(cause instanceof BrokerErrorException) && connector.hasUntriedAddress());
        if (wasEstablished) {
            failUnanswered(cause, goesOn);
            if (closed) {
                // what waited for an answer was a farewell
                return;
            }
        }
        if (started.isDone()) {
            listener.connectionLost(cause, goesOn);
        }
        if (goesOn) {
            connector.connectLater(started.isDone());
        } else if (started.isDone()) {
            shutDown(new ClientClosedException("the connection was lost: " + cause.getMessage(), cause));
        } else {
            started.completeExceptionally(asLoss(cause));
            shutDown(new ClientClosedException("the client never got a connection", cause));
        }
    }

    private void failUnanswered(Throwable cause, boolean goesOn) {
        List<Pending> lost = new ArrayList<>();
        Iterator<Pending> unanswered = pendings.values().iterator();
        while (unanswered.hasNext()) {
            Pending pending = unanswered.next();
            if (!(pending.resendable && goesOn)) {
                unanswered.remove();
                lost.add(pending);
            }
        }
        // completing may call back into this class, so not before the book is in order
        lost.forEach(pending -> fail(
                pending,
                new ConnectionLostException(
                        "the connection was lost before the broker answered " + pending.frame.command() + ": "
                                + cause.getMessage(),
                        cause)));
    }

    private static StompClientException asLoss(Throwable cause) {
        return cause instanceof StompClientException known
                ? known
                : new ConnectionLostException("cannot connect: " + cause.getMessage(), cause);
    }

    private void shutDown(ClientClosedException why) {
        if (closed) {
            return;
        }
        closed = true;
        connected = false;
        Wire present = wire;
        wire = null;
        connector.stop();
        if (present != null) {
            present.close(why);
        }
        List<Pending> unanswered = new ArrayList<>(pendings.values());
        pendings.clear();
        unanswered.forEach(pending -> fail(pending, why));
        waitingForRoom.forEach(waiting -> waiting.completeExceptionally(why));
        waitingForRoom.clear();
        subscriptions.clear();
        boolean wasRunning = started.isDone() && !started.isCompletedExceptionally();
        started.completeExceptionally(why);
        if (wasRunning) {
            listener.closed();
        }
        loop.shutdownGracefully(0, 5, TimeUnit.SECONDS);
    }
}
