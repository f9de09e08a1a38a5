package org.stampedemq.stomp.server;

import io.netty.channel.Channel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.stomp.StompFrame;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stampedemq.stomp.frame.StompVersion;

/**
 * A connection: what its session may ask for, and where it stands.
 *
 * <pre>
 *   OPEN ──error, closeAfterFlush──► ENDING ──all written──► LINGERING ──the peer closed, or its time is up──► CLOSED
 *     └────────────────── close, the link breaks, slow reader ──────────────────────────────────────────────────┘
 * </pre>
 *
 * <p>The session is told of the end once, at the end of the turn in which OPEN is left: whatever is written later is
 * nothing to it. LINGERING has shut down its output and throws input away, so that the client can still read the last
 * frame, which an immediate close with input unread would destroy.
 */
final class NettyConnection implements Connection {
    private static final Logger LOG = LoggerFactory.getLogger(NettyConnection.class);
    static final int HIGH_WATER_BYTES = 256 << 10;
    static final int LOW_WATER_BYTES = 64 << 10;
    /** In one turn, so much is written before it is flushed early. */
    private static final int EARLY_FLUSH_BYTES = 256 << 10;

    enum Stage {
        OPEN,
        ENDING,
        LINGERING,
        CLOSED
    }

    private record AfterWritten(long mark, Runnable action) {}

    private final long id;
    private final NettyLoop loop;
    private final Channel channel;
    private final InetSocketAddress remoteAddress;
    private final ServerSettings settings;
    private final Output output;
    private final FrameWriter writer;
    private final Deadlines deadlines;
    private @Nullable ConnectionHandler session;
    private @Nullable FrameReader reader;

    private Stage stage = Stage.OPEN;
    private CloseReason reason = CloseReason.CLIENT_GONE;
    private boolean toldOfEnd;
    private boolean negotiated;
    private StompVersion version = StompVersion.V1_0;
    private boolean paused;
    private boolean inputEnded;

    private boolean dirty;
    /** What was appended when the last flush ended. */
    private long flushedMark;

    private boolean pastHighWater;
    private boolean toldUnwritable;
    private final ArrayDeque<AfterWritten> afterWritten = new ArrayDeque<>(1);

    NettyConnection(long id, NettyLoop loop, Channel channel, ServerSettings settings) {
        this.id = id;
        this.loop = loop;
        this.channel = channel;
        // A peer that is gone already has none.
        this.remoteAddress =
                channel.remoteAddress() instanceof InetSocketAddress address ? address : new InetSocketAddress(0);
        this.settings = settings;
        this.output = new Output(channel, loop.chunks(), this::markDirty);
        this.writer = new FrameWriter(output, loop);
        this.deadlines = new Deadlines(this, loop, settings);
    }

    // ------------------------------------------------------------------ what the session asks

    @Override
    public Loop loop() {
        return loop;
    }

    @Override
    public long id() {
        return id;
    }

    @Override
    public InetSocketAddress remoteAddress() {
        return remoteAddress;
    }

    @Override
    public StompVersion version() {
        return version;
    }

    @Override
    public void negotiated(StompVersion settled, Duration toSend, Duration toExpect) {
        assert loop.inLoop();
        if (stage != Stage.OPEN || reader == null) {
            return;
        }
        version = settled;
        negotiated = true;
        reader.decoder().negotiated(settled, ConnectionPipeline.limitsAfterLogin(settings));
        deadlines.negotiated(toSend.toMillis(), toExpect.toMillis());
    }

    @Override
    public void message(MessagePrefix prefix, ByteBuffer tail, int headerOctets, boolean holdsBackslash) {
        if (stage == Stage.OPEN) {
            writer.message(version, prefix, tail, headerOctets, holdsBackslash);
            wrote();
        }
    }

    @Override
    public void receipt(byte[] rawReceiptId, boolean duplicate) {
        if (stage == Stage.OPEN) {
            writer.receipt(rawReceiptId, duplicate);
            wrote();
        }
    }

    @Override
    public void send(StompFrame frame) {
        try {
            if (stage == Stage.OPEN) {
                writer.frame(version, frame);
                wrote();
            }
        } finally {
            frame.release();
        }
    }

    @Override
    public void error(String message, String detail, byte @Nullable [] rawReceiptId) {
        error(message, detail, rawReceiptId, CloseReason.PROTOCOL_ERROR);
    }

    void error(String message, String detail, byte @Nullable [] rawReceiptId, CloseReason why) {
        if (stage == Stage.OPEN) {
            LOG.debug("{}: ERROR {}", this, message);
            writer.error(version, message, detail, rawReceiptId);
            end(why);
        }
    }

    /** Says in the other protocol's words that this is not the port for it, and closes. */
    void refuse(ForeignProtocol foreign) {
        if (stage != Stage.OPEN) {
            return;
        }
        LOG.debug("{} speaks {} to a STOMP port", this, foreign);
        if (foreign == ForeignProtocol.TLS) {
            close(CloseReason.PROTOCOL_ERROR);
        } else {
            byte[] refusal = ForeignProtocol.httpRefusal();
            output.append(refusal, 0, refusal.length);
            end(CloseReason.PROTOCOL_ERROR);
        }
    }

    @Override
    public void closeAfterFlush() {
        assert loop.inLoop();
        if (stage == Stage.OPEN) {
            end(CloseReason.SERVER_CLOSED);
        }
    }

    @Override
    public void close() {
        close(CloseReason.SERVER_CLOSED);
    }

    void close(CloseReason why) {
        assert loop.inLoop();
        if (stage == Stage.CLOSED) {
            return;
        }
        if (stage == Stage.OPEN) {
            reason = why;
        }
        stage = Stage.CLOSED;
        markDirty();
        var unused = channel.close(); // its end is told by gone()
    }

    @Override
    public void pauseReading() {
        assert loop.inLoop();
        if (!paused && stage == Stage.OPEN) {
            paused = true;
            channel.config().setAutoRead(false);
        }
    }

    @Override
    public void resumeReading() {
        assert loop.inLoop();
        if (!paused || stage != Stage.OPEN || reader == null) {
            return;
        }
        paused = false;
        deadlines.heard();
        if (reader.isDecoding()) {
            channel.config().setAutoRead(true);
        } else {
            loop.execute(this::goOnReading);
        }
    }

    private void goOnReading() {
        if (stage == Stage.OPEN && reader != null) {
            reader.resume();
            if (!paused) {
                channel.config().setAutoRead(true);
            }
        }
    }

    @Override
    public long unwrittenOctets() {
        return output.octets();
    }

    @Override
    public void afterWritten(Runnable action) {
        assert loop.inLoop();
        if (stage == Stage.OPEN) {
            afterWritten.addLast(new AfterWritten(output.appended(), action));
            markDirty();
        }
    }

    // ------------------------------------------------------------------ what the pipeline and the loop tell

    void opened(FrameReader frames) {
        reader = frames;
        deadlines.start();
    }

    /** Before the first frame. A connection that is refused at once has none. */
    void session(ConnectionHandler handler) {
        session = handler;
    }

    ConnectionHandler session() {
        ConnectionHandler handler = session;
        if (handler == null) {
            throw new IllegalStateException("frames before there is a session");
        }
        return handler;
    }

    /** The client sends no more: it is gone, or will be as soon as it has read what this turn answers. */
    void inputEnded() {
        inputEnded = true;
        if (stage == Stage.OPEN) {
            end(CloseReason.CLIENT_GONE);
        } else if (stage == Stage.LINGERING) {
            close();
        }
    }

    void heard() {
        deadlines.heard();
    }

    /** The channel is closed. */
    void gone() {
        stage = Stage.CLOSED;
        deadlines.stop();
        output.close();
        afterWritten.clear();
        loop.remove(this);
        markDirty();
    }

    /** Frames may be handed to the session now. */
    boolean isReading() {
        return stage == Stage.OPEN && !paused;
    }

    /** Input is decoded or kept; else it is thrown away. */
    boolean takesInput() {
        return stage == Stage.OPEN;
    }

    boolean isNegotiated() {
        return negotiated;
    }

    boolean isPaused() {
        return paused;
    }

    Stage stage() {
        return stage;
    }

    Output output() {
        return output;
    }

    /** A heart-beat of ours. */
    void beat() {
        writer.lineFeed();
        wrote();
    }

    private void wrote() {
        assert loop.inLoop();
        long unwritten = output.octets();
        if (unwritten > HIGH_WATER_BYTES) {
            pastHighWater = true;
            if (unwritten > settings.maxUnwrittenBytes()) {
                LOG.debug("{}: {} octets unread", this, unwritten);
                close(CloseReason.SLOW_READER);
                return;
            }
        }
        markDirty();
        if (unwritten >= EARLY_FLUSH_BYTES && !output.isStalled()) {
            output.pump();
        }
    }

    private void end(CloseReason why) {
        stage = Stage.ENDING;
        reason = why;
        if (reader != null && !reader.isDecoding()) {
            reader.forget();
        }
        markDirty();
    }

    private void markDirty() {
        if (!dirty) {
            dirty = true;
            loop.dirty(this);
        }
    }

    /** At the end of the turn: what was written goes out. */
    void flush() {
        if (stage == Stage.CLOSED) {
            return;
        }
        output.pump();
        if (output.appended() != flushedMark) {
            flushedMark = output.appended();
            deadlines.wrote();
        }
    }

    /** After the flush of the turn, for all of it: what the session is to be told. */
    void afterFlush() {
        dirty = false;
        if (stage == Stage.ENDING && output.octets() == 0) {
            linger();
        }
        if (stage != Stage.OPEN) {
            tellOfEnd();
            return;
        }
        while (!afterWritten.isEmpty() && afterWritten.getFirst().mark() <= output.written()) {
            afterWritten.removeFirst().action().run();
        }
        tellOfWater();
    }

    private void tellOfWater() {
        if (!pastHighWater || session == null) {
            return;
        }
        long unwritten = output.octets();
        if (unwritten < LOW_WATER_BYTES) {
            pastHighWater = false;
            toldUnwritable = false;
            session.writabilityChanged(true);
        } else if (unwritten > HIGH_WATER_BYTES && !toldUnwritable) {
            toldUnwritable = true;
            session.writabilityChanged(false);
        }
    }

    private void tellOfEnd() {
        if (!toldOfEnd) {
            toldOfEnd = true;
            afterWritten.clear();
            deadlines.ending();
            if (session != null) {
                session.closed(reason);
            }
        }
    }

    private void linger() {
        if (inputEnded) {
            close();
            return;
        }
        stage = Stage.LINGERING;
        deadlines.ending();
        if (channel instanceof DuplexChannel duplex) {
            var unused = duplex.shutdownOutput(); // if it fails the link is broken, and that is told
        }
        // Input is thrown away now, so that the peer's close is seen.
        channel.config().setAutoRead(true);
    }

    @Override
    public String toString() {
        return "connection " + id + " of " + remoteAddress;
    }
}
