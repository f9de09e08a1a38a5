package org.stampedemq.client;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.stomp.StompCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.stampedemq.stomp.codec.FrameBuilder;
import org.stampedemq.stomp.frame.StompVersion;

/**
 * One TCP connection, from the handshake to its end. On the loop.
 *
 * <pre>
 *   socket ─► HeartBeats ─► FrameReader ─► Wire ─► Owner
 * </pre>
 */
final class Wire extends SimpleChannelInboundHandler<Frame> {
    /** Whom it tells. {@link #lost} comes exactly once and last; after an ERROR at once. */
    interface Owner {
        void established(Wire wire, StompVersion version);

        void frame(Wire wire, Frame frame);

        void lost(Wire wire, Throwable cause);
    }

    /** How long a connection that takes no more is still read. */
    private static final int LAST_WORDS_MILLIS = 500;

    private final ClientSettings settings;
    private final Owner owner;
    private final HeartBeats heartBeats;
    private final FrameReader reader;

    private @Nullable ChannelHandlerContext context;
    private @Nullable Future<?> loginTimeout;
    private @Nullable Throwable cause;
    private @Nullable Throwable lastFailure;
    private StompVersion version = StompVersion.V1_0;
    private boolean established;
    private boolean over;
    private boolean flushPosted;

    Wire(ClientSettings settings, Owner owner) {
        this.settings = settings;
        this.owner = owner;
        this.heartBeats = new HeartBeats(settings.clock());
        this.reader = new FrameReader(settings.maxFrameBytes());
    }

    /** The pipeline, in full. */
    void addTo(Channel channel) {
        channel.pipeline().addLast(heartBeats).addLast(reader).addLast(this);
    }

    StompVersion version() {
        return version;
    }

    /**
     * Writes the frame; it is flushed at the end of the loop's turn, with all that was written until then.
     *
     * @param written runs when the operating system has taken it, or never will
     * @throws IllegalArgumentException if this version cannot express a header; nothing was written
     */
    void write(Frame frame, Runnable written) {
        ChannelHandlerContext present = context;
        if (present == null || over) {
            written.run();
            return;
        }
        FrameBuilder head = frame.head(version);
        ByteBuf out = present.alloc().buffer(head.length() + frame.body().remaining() + 1);
        out.writeBytes(head.octets(), 0, head.length());
        out.writeBytes(frame.body().duplicate());
        out.writeByte(0);
        present.write(out).addListener(done -> {
            if (!done.isSuccess()) {
                readLastWords(present, done.cause());
            }
            written.run();
        });
        if (!flushPosted) {
            flushPosted = true;
            present.executor().execute(() -> {
                flushPosted = false;
                present.flush();
            });
        }
    }

    /** Ends it; the owner hears of it with this cause. */
    void close(Throwable why) {
        ChannelHandlerContext present = context;
        if (cause == null) {
            cause = why;
        }
        if (present != null) {
            present.flush();
            present.close();
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    @Override
    public void channelActive(ChannelHandlerContext active) {
        loginTimeout = active.executor()
                .schedule(
                        () -> close(new ConnectionLostException("the broker did not answer CONNECT within "
                                + settings.connectTimeout().toMillis() + " ms")),
                        settings.connectTimeout().toNanos(),
                        TimeUnit.NANOSECONDS);
        write(connectFrame(), () -> {});
    }

    private Frame connectFrame() {
        Map<String, String> headers = new LinkedHashMap<>(settings.connectHeaders());
        headers.put(
                "accept-version",
                settings.versions().stream().map(StompVersion::text).collect(Collectors.joining(",")));
        headers.put("host", settings.virtualHost());
        headers.put(
                "heart-beat",
                settings.heartBeatToSend().toMillis() + ","
                        + settings.heartBeatToExpect().toMillis());
        if (!settings.login().isEmpty()) {
            headers.put("login", settings.login());
            headers.put("passcode", settings.passcode());
        }
        return Frame.of(StompCommand.CONNECT, headers);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext reading, Frame frame) {
        if (over) {
            return;
        }
        if (frame.command() == StompCommand.ERROR) {
            String body =
                    StandardCharsets.UTF_8.decode(frame.body().duplicate()).toString();
            cause = new BrokerErrorException(frame.header("message"), body);
            owner.frame(this, frame);
            // nothing may follow an ERROR, so the connection is over now, not when the socket closes
            end();
            reading.close();
        } else if (established) {
            owner.frame(this, frame);
        } else {
            establish(reading, frame);
        }
    }

    private void establish(ChannelHandlerContext reading, Frame frame) {
        String wanted = frame.headers().getOrDefault("version", StompVersion.V1_0.text());
        StompVersion agreed = settings.versions().stream()
                .filter(offered -> offered.text().equals(wanted))
                .findFirst()
                .orElse(null);
        if (frame.command() != StompCommand.CONNECTED || agreed == null) {
            close(new ConnectionLostException(
                    "the broker answered CONNECT with " + frame.command() + " and version " + wanted));
            return;
        }
        version = agreed;
        established = true;
        cancelLoginTimeout();
        reader.use(agreed);
        if (agreed.hasHeartBeats()) {
            heartBeats.start(
                    reading.pipeline().context(heartBeats),
                    settings.heartBeatToSend(),
                    settings.heartBeatToExpect(),
                    frame.header("heart-beat"));
        }
        owner.established(this, agreed);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext failing, Throwable failure) {
        if (failure instanceof IOException) {
            readLastWords(failing, failure);
        } else {
            close(failure);
        }
    }

    /** A broker that refuses something closes while we still write. Its ERROR, if there is one, says more than our failure. */
    private void readLastWords(ChannelHandlerContext failing, Throwable failure) {
        if (lastFailure == null) {
            lastFailure = failure;
            failing.executor().schedule(() -> close(failure), LAST_WORDS_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext gone) {
        end();
    }

    private void end() {
        cancelLoginTimeout();
        if (!over) {
            over = true;
            owner.lost(this, cause == null ? whyItEnded() : cause);
        }
    }

    private ConnectionLostException whyItEnded() {
        Throwable failure = lastFailure;
        return failure == null
                ? new ConnectionLostException("the broker closed the connection")
                : new ConnectionLostException("the connection broke: " + failure.getMessage(), failure);
    }

    private void cancelLoginTimeout() {
        if (loginTimeout != null) {
            loginTimeout.cancel(false);
        }
    }
}
