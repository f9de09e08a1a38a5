package org.stampedemq.stomp.server;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stampedemq.stomp.codec.FrameBuilder;

/**
 * One event loop, and what its connections share because only one of them is at work at a time: the receive buffer, the
 * place where heads of frames are made, output buffers, deadlines. A turn ends so:
 *
 * <pre>
 *   input and tasks of the turn ─► actions asked for with atTurnEnd ─► one flush of every dirty connection
 *        ─► what they are told after it (marks, written, closed) ─► once more from the actions on, if that wrote again
 * </pre>
 */
final class NettyLoop implements Loop {
    private static final Logger LOG = LoggerFactory.getLogger(NettyLoop.class);
    static final int RECEIVE_BYTES = 64 << 10;
    /** So many dirty connections hold output buffers at once; with more, a turn flushes early. */
    private static final int MAX_DIRTY = 1024;
    /** What writes again and again as an answer to being flushed goes on in the next turn after so many rounds. */
    private static final int MAX_ROUNDS = 16;

    private final EventLoop eventLoop;
    private final Executor afterTurn;
    private final int index;
    private final LongSupplier clockMillis;

    private final ChunkPool chunks;
    private final Wheel wheel;
    private final FrameBuilder builder = new FrameBuilder();
    private final ReceiveBuffer receiveBuffer = new ReceiveBuffer();
    private final byte[] receiveOctets = new byte[RECEIVE_BYTES];

    private final ArrayDeque<Runnable> actions = new ArrayDeque<>();
    private List<NettyConnection> dirty = new ArrayList<>();
    private List<NettyConnection> flushing = new ArrayList<>();
    private boolean armed;

    private final Set<NettyConnection> connections = new HashSet<>();
    private boolean closing;
    private final CompletableFuture<Void> allClosed = new CompletableFuture<>();

    /**
     * @param afterTurn runs a task at the end of the event loop's present turn
     * @param clockMillis a clock that never goes back
     */
    NettyLoop(
            EventLoop eventLoop, Executor afterTurn, int index, ByteBufAllocator allocator, LongSupplier clockMillis) {
        this.eventLoop = eventLoop;
        this.afterTurn = afterTurn;
        this.index = index;
        this.clockMillis = clockMillis;
        this.chunks = new ChunkPool(allocator);
        this.wheel = new Wheel(clockMillis.getAsLong());
    }

    void start() {
        var unused = eventLoop.scheduleWithFixedDelay(
                this::tick, Wheel.TICK_MILLIS, Wheel.TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void tick() {
        try {
            wheel.advance(nowMillis());
        } catch (RuntimeException e) {
            // A schedule that throws is never run again, and every other connection needs it.
            LOG.error("A deadline could not be met", e);
        }
    }

    /** A connection begins here; at once it is closed if the server ends. */
    void add(NettyConnection connection) {
        connections.add(connection);
        if (closing) {
            connection.close();
        }
    }

    void remove(NettyConnection connection) {
        connections.remove(connection);
        if (closing && connections.isEmpty()) {
            allClosed.complete(null);
        }
    }

    /** Closes every connection, now and later. From any thread; completes when none is left. */
    CompletableFuture<Void> closeConnections() {
        eventLoop.execute(() -> {
            closing = true;
            List.copyOf(connections).forEach(NettyConnection::close);
            if (connections.isEmpty()) {
                allClosed.complete(null);
            }
        });
        return allClosed;
    }

    /** On the loop, when no connection is left. */
    void stop() {
        chunks.close();
        receiveBuffer.close();
    }

    @Override
    public void execute(Runnable task) {
        eventLoop.execute(task);
    }

    @Override
    public boolean inLoop() {
        return eventLoop.inEventLoop();
    }

    @Override
    public int index() {
        return index;
    }

    @Override
    public void atTurnEnd(Runnable action) {
        assert inLoop();
        actions.add(action);
        arm();
    }

    /** The connection has output, or something to be told: it takes part in the flush of this turn. */
    void dirty(NettyConnection connection) {
        dirty.add(connection);
        arm();
        if (dirty.size() % MAX_DIRTY == 0) {
            // Their output goes now; what they are told waits for the end of the turn.
            for (int i = dirty.size() - MAX_DIRTY; i < dirty.size(); i++) {
                dirty.get(i).output().pump();
            }
        }
    }

    private void arm() {
        if (!armed) {
            armed = true;
            afterTurn.execute(this::endTurn);
        }
    }

    private void endTurn() {
        try {
            for (int round = 0; round < MAX_ROUNDS && !(actions.isEmpty() && dirty.isEmpty()); round++) {
                runActions();
                flushDirty();
            }
        } finally {
            armed = !(actions.isEmpty() && dirty.isEmpty());
            if (armed) {
                eventLoop.execute(this::endTurn);
            }
        }
    }

    private void runActions() {
        Runnable action = actions.poll();
        while (action != null) {
            try {
                action.run();
            } catch (RuntimeException e) {
                LOG.error("An action at the end of a turn failed", e);
            }
            action = actions.poll();
        }
    }

    private void flushDirty() {
        List<NettyConnection> turn = dirty;
        dirty = flushing;
        flushing = turn;
        for (int i = 0; i < turn.size(); i++) {
            turn.get(i).flush();
        }
        for (int i = 0; i < turn.size(); i++) {
            NettyConnection connection = turn.get(i);
            try {
                connection.afterFlush();
            } catch (RuntimeException e) {
                LOG.error("The session of {} failed when it was told of its output or its end", connection, e);
                connection.close();
            }
        }
        turn.clear();
    }

    long nowMillis() {
        return clockMillis.getAsLong();
    }

    ChunkPool chunks() {
        return chunks;
    }

    Wheel wheel() {
        return wheel;
    }

    /** An empty place to make the head of a frame in; in use until the caller's method returns. */
    FrameBuilder builder() {
        return builder.reset();
    }

    /** What the loop's sockets are read into. */
    ReceiveBuffer receiveBuffer() {
        return receiveBuffer;
    }

    /** {@value #RECEIVE_BYTES} octets for the input of one read; in use until that read is decoded. */
    byte[] receiveOctets() {
        return receiveOctets;
    }
}
