package org.stampedemq.bench.load;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Subscribes to one destination, takes what comes to its {@link Recorder}, and acknowledges it. */
final class Consumer implements LinkOwner {
    private static final long SUBSCRIBED = 1;
    private static final byte[] ACK = "ACK\nid:".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = {'\n', '\n', 0};

    private final String subscribeFrame;
    private final AckMode ackMode;
    private final Recorder recorder;
    private final LongSupplier clock;
    private final java.util.function.Consumer<LoadFailedException> onFailure;

    private @Nullable Link link;
    private long turnNanos;
    /** The last ack id of this turn, for the cumulative mode. */
    private byte[] lastAck = new byte[64];

    private int lastAckBytes;

    Consumer(
            String destination,
            Workload workload,
            Dialect dialect,
            Recorder recorder,
            LongSupplier clock,
            java.util.function.Consumer<LoadFailedException> onFailure) {
        this.ackMode = workload.ackMode();
        this.recorder = recorder;
        this.clock = clock;
        this.onFailure = onFailure;
        this.subscribeFrame = subscribeFrame(destination, workload, dialect);
    }

    static String subscribeFrame(String destination, Workload workload, Dialect dialect) {
        StringBuilder frame = new StringBuilder("SUBSCRIBE\nid:0\ndestination:")
                .append(destination)
                .append("\nack:")
                .append(workload.ackMode().text())
                .append("\nreceipt:")
                .append(SUBSCRIBED)
                .append('\n');
        dialect.prefetchHeaders(workload.ackMode(), workload.prefetch(), workload.messageBytes())
                .forEach(line -> frame.append(line).append('\n'));
        workload.subscribeHeaders().forEach(line -> frame.append(line).append('\n'));
        return frame.append("\n\0").toString();
    }

    Recorder recorder() {
        return recorder;
    }

    @Override
    public void connected(Link connected) {
        link = connected;
        connected.write(subscribeFrame);
    }

    @Override
    public void receipt(long receipt) {
        if (link != null && receipt == SUBSCRIBED) {
            link.ready().complete(link);
        }
    }

    @Override
    public void turnBegins() {
        turnNanos = clock.getAsLong();
    }

    @Override
    public void message(byte[] bytes, int ackAt, int ackBytes, int bodyAt, int bodyBytes) {
        recorder.record(bytes, bodyAt, bodyBytes, turnNanos);
        switch (ackMode) {
            case AUTO -> {}
            case CLIENT -> rememberAck(bytes, ackAt, ackBytes);
            case CLIENT_INDIVIDUAL -> writeAck(bytes, ackAt, ackBytes);
        }
    }

    @Override
    public void turnEnds() {
        if (lastAckBytes > 0) {
            writeAck(lastAck, 0, lastAckBytes);
            lastAckBytes = 0;
        }
    }

    @Override
    public void failed(LoadFailedException failure) {
        onFailure.accept(failure);
    }

    private void rememberAck(byte[] bytes, int ackAt, int ackBytes) {
        if (ackBytes > lastAck.length) {
            lastAck = new byte[2 * ackBytes];
        }
        System.arraycopy(bytes, ackAt, lastAck, 0, ackBytes);
        lastAckBytes = ackBytes;
    }

    /** The id goes back as it came, escapes included: both ends speak 1.2. */
    private void writeAck(byte[] bytes, int ackAt, int ackBytes) {
        Link out = link;
        if (out == null) {
            return;
        }
        if (ackBytes == 0) {
            onFailure.accept(new LoadFailedException("a MESSAGE has no ack header, so it cannot be acknowledged"));
            return;
        }
        ByteBuf output = out.output(ACK.length + ackBytes + END.length);
        output.writeBytes(ACK);
        output.writeBytes(bytes, ackAt, ackBytes);
        output.writeBytes(END);
    }
}
