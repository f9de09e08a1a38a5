package org.stampedemq.broker.session;

import io.netty.handler.codec.stomp.StompCommand;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stampedemq.broker.lane.Lane;
import org.stampedemq.stomp.codec.FrameView;
import org.stampedemq.stomp.frame.ProtocolException;
import org.stampedemq.stomp.frame.StompVersion;
import org.stampedemq.stomp.server.CloseReason;
import org.stampedemq.stomp.server.Connection;
import org.stampedemq.stomp.server.ConnectionHandler;

/**
 * A client's session: a state and its books. Owned by the connection's loop, on which every method is called.
 *
 * <pre>
 *   CONNECTING ──CONNECT──► OPEN ──DISCONNECT, stop──► CLOSING ──► CLOSED
 *        ├────────loss───────────┼───────────────────────┼────────────▲
 *        └────────error──────────┴───────────────────────┴──► FAILED ─┘
 * </pre>
 */
public final class Session implements ConnectionHandler {
    /** Named, and changed in one place. */
    enum State {
        CONNECTING,
        OPEN,
        CLOSING,
        FAILED,
        CLOSED
    }

    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    private final Connection connection;
    private final Node node;
    private final Lane lane;
    private final CommandRouter router;
    private final Consumer<Session> whenClosed;
    private final ReceiptBook receipts;
    private final SendBook sends;
    private final DeliveryBook deliveries;
    private final SubscriptionBook subscriptions;
    private final TransactionBook transactions;
    private final TemporaryNames temporaries;
    private final DestinationNames names;
    private State state = State.CONNECTING;
    /** It went, or is asked to go, in order: what it has in hand did not fail. */
    private boolean leaving;

    /** Made on the connection's loop when it was accepted. */
    Session(Connection connection, Node node, CommandRouter router, Consumer<Session> whenClosed) {
        this.connection = connection;
        this.whenClosed = whenClosed;
        this.node = node;
        this.router = router;
        this.lane = node.lanes().get(connection.loop().index());
        this.receipts = new ReceiptBook(connection);
        this.sends = new SendBook(this);
        this.deliveries = new DeliveryBook(this);
        this.subscriptions = new SubscriptionBook(this);
        this.transactions = new TransactionBook(node.settings());
        this.temporaries = new TemporaryNames(this);
        this.names = new DestinationNames(node.destinations(), temporaries);
    }

    @Override
    public void frame(FrameView frame) throws ProtocolException {
        router.route(this, frame);
        sends.pauseIfFull();
    }

    /** Whether this state allows the command. */
    void checkMaySend(StompCommand command) throws ProtocolException {
        boolean connect = command == StompCommand.CONNECT || command == StompCommand.STOMP;
        switch (state) {
            case CONNECTING -> {
                if (!connect) {
                    throw new ProtocolException("not connected: the first frame is CONNECT or STOMP");
                }
            }
            case OPEN -> {
                if (connect) {
                    throw new ProtocolException("connected already: one CONNECT a connection");
                }
            }
            default -> throw new ProtocolException("a frame after DISCONNECT");
        }
    }

    void opened() {
        state = State.OPEN;
    }

    void closing() {
        state = State.CLOSING;
        leaving = true;
        // What is dealt from now on is for others.
        subscriptions.closeAll();
    }

    /** It is going to end, and through no fault of the client: what it has in hand did not fail. */
    void excuse() {
        leaving = true;
    }

    /** Whether nothing more can be said to the client. */
    boolean isOver() {
        return state == State.FAILED || state == State.CLOSED;
    }

    /** Whether it was told an ERROR: what it said is not acted on any more. */
    boolean hasFailed() {
        return state == State.FAILED;
    }

    boolean isOpen() {
        return state == State.OPEN;
    }

    @Override
    public void writabilityChanged(boolean writable) {
        // Nothing to do: what is under way to a client is bounded by its subscriptions' windows.
    }

    @Override
    public void closed(CloseReason reason) {
        boolean left = leaving || reason == CloseReason.SERVER_CLOSED;
        boolean failed = hasFailed();
        state = State.CLOSED;
        transactions.clear();
        subscriptions.closeAll();
        sends.closed(failed, () -> {
            deliveries.releaseAll(!left);
            temporaries.deleteAll();
            whenClosed.accept(this);
        });
        if (!left && LOG.isDebugEnabled()) {
            LOG.debug("connection {} from {} ended: {}", connection.id(), connection.remoteAddress(), reason);
        }
    }

    /** Ends the session with an ERROR that answers no frame in particular. */
    void fail(String message) {
        fail(message, null);
    }

    void fail(String message, byte @Nullable [] rawReceiptId) {
        if (!isOver()) {
            state = State.FAILED;
            node.counters().addError();
            connection.error(message, message, rawReceiptId);
        }
    }

    /** The node stops: nothing more is read, what was sent is settled, then the client is told. */
    void stop() {
        if (state == State.CONNECTING) {
            fail("this node is stopping: connect to another");
        } else if (state == State.OPEN) {
            closing();
            connection.pauseReading();
            sends.whenAllDurable(() -> fail("this node is stopping: connect to another"));
        }
    }

    Connection connection() {
        return connection;
    }

    StompVersion version() {
        return connection.version();
    }

    Node node() {
        return node;
    }

    Lane lane() {
        return lane;
    }

    ReceiptBook receipts() {
        return receipts;
    }

    SendBook sends() {
        return sends;
    }

    DeliveryBook deliveries() {
        return deliveries;
    }

    SubscriptionBook subscriptions() {
        return subscriptions;
    }

    TransactionBook transactions() {
        return transactions;
    }

    TemporaryNames temporaries() {
        return temporaries;
    }

    DestinationNames names() {
        return names;
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
