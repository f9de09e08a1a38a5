package org.stampedemq.stomp.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOutboundBuffer;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a connection wrote and the operating system has not taken yet. Small things are copied into the open chunk; large
 * bodies only stand in line, and are copied piece by piece when the socket has room, so that a thousand readers of one
 * large body share its octets. Owned by the loop.
 *
 * <pre>
 *   append ─► open chunk ─full─► line (chunks, large bodies) ─{@link #pump}─► channel, at most {@value #IN_FLIGHT} octets ─► socket
 * </pre>
 *
 * <p>While the socket is full, what is written goes on filling the open chunk, so that a peer that stalls pins full
 * buffers rather than many that are nearly empty. The bound is the caller's: see {@link #octets}.
 */
final class Output implements ChannelFutureListener {
    /** A body from this size on stands in line instead of being copied at once. */
    static final int SHARED_FROM = 16 << 10;
    /** The channel holds no more than this and one chunk. */
    static final int IN_FLIGHT = 128 << 10;

    private final Channel channel;
    private final ChunkPool pool;
    private final Runnable drained;

    private final ArrayDeque<Object> line = new ArrayDeque<>(2);
    private final ArrayDeque<Chunk> inFlight = new ArrayDeque<>(2);
    private @Nullable Chunk open;
    /** The last turn wrote more than a small chunk holds, so the next begins with a large one. */
    private boolean busy;

    /** Nothing was appended since the last large body. */
    private boolean afterShared;

    private long appended;
    private long written;
    /** The socket is full, or broken. */
    private boolean awaiting;

    private boolean closed;

    /** {@code drained} is run when the channel took what it had been given after the socket had been full. */
    Output(Channel channel, ChunkPool pool, Runnable drained) {
        this.channel = channel;
        this.pool = pool;
        this.drained = drained;
    }

    void append(byte[] octets, int from, int length) {
        int at = from;
        int rest = length;
        while (rest > 0) {
            ByteBuffer room = room();
            int part = Math.min(rest, room.remaining());
            room.put(octets, at, part);
            at += part;
            rest -= part;
        }
        appended += length;
    }

    /** The octets from {@code from} to {@code to}; the buffer's position stays. Large ones are kept, and must not change. */
    void append(ByteBuffer octets, int from, int to) {
        int length = to - from;
        if (length >= SHARED_FROM) {
            seal();
            line.addLast(octets.slice(from, length));
            afterShared = true;
        } else {
            int at = from;
            while (at < to) {
                ByteBuffer room = room();
                int part = Math.min(to - at, room.remaining());
                room.put(room.position(), octets, at, part).position(room.position() + part);
                at += part;
            }
        }
        appended += length;
    }

    private ByteBuffer room() {
        Chunk chunk = open;
        if (chunk == null || !chunk.room().hasRemaining()) {
            // Behind a large body comes the head of the next: a large chunk would be waste, above all if the peer
            // stalls.
            boolean wantsMore = chunk != null || (busy && !afterShared);
            seal();
            afterShared = false;
            chunk = pool.take(wantsMore ? ChunkPool.LARGE : ChunkPool.SMALL);
            open = chunk;
        }
        return chunk.room();
    }

    private void seal() {
        if (open != null) {
            line.addLast(open);
            open = null;
        }
    }

    /** Gives the channel what it can take, and flushes. Does nothing while the socket is full. */
    void pump() {
        while (!awaiting && !closed) {
            ChannelFuture last = null;
            int given = 0;
            while (given < IN_FLIGHT) {
                Chunk chunk = nextChunk();
                if (chunk == null) {
                    break;
                }
                given += chunk.octets();
                inFlight.addLast(chunk);
                last = channel.write(chunk.forChannel());
            }
            if (last == null) {
                return;
            }
            busy = given > ChunkPool.SMALL;
            channel.flush();
            if (last.isSuccess()) {
                settle();
            } else if (last.isDone()) {
                // The link is broken: nothing more counts as written, and the channel's end is told elsewhere.
                awaiting = true;
            } else {
                awaiting = true;
                last.addListener(this);
            }
        }
    }

    private @Nullable Chunk nextChunk() {
        if (line.isEmpty()) {
            Chunk last = open;
            open = null;
            afterShared = false;
            return last;
        }
        if (line.peekFirst() instanceof Chunk chunk && (chunk.octets() > ChunkPool.SMALL || line.size() == 1)) {
            line.removeFirst();
            return chunk;
        }
        return gathered();
    }

    /** A large chunk filled from the line: pieces of large bodies, and the small chunks between them. */
    private Chunk gathered() {
        Chunk gathered = pool.take(ChunkPool.LARGE);
        ByteBuffer room = gathered.room();
        Object next = line.peekFirst();
        while (next != null && room.hasRemaining()) {
            if (next instanceof ByteBuffer shared) {
                int part = Math.min(shared.remaining(), room.remaining());
                room.put(room.position(), shared, shared.position(), part).position(room.position() + part);
                shared.position(shared.position() + part);
                if (shared.hasRemaining()) {
                    break;
                }
            } else {
                Chunk small = (Chunk) next;
                if (small.octets() > Math.min(ChunkPool.SMALL, room.remaining())) {
                    break;
                }
                room.put(room.position(), small.room(), 0, small.octets()).position(room.position() + small.octets());
                pool.give(small);
            }
            line.removeFirst();
            next = line.peekFirst();
        }
        return gathered;
    }

    private void settle() {
        Chunk chunk = inFlight.pollFirst();
        while (chunk != null) {
            written += chunk.octets();
            pool.give(chunk);
            chunk = inFlight.pollFirst();
        }
    }

    @Override
    public void operationComplete(ChannelFuture future) {
        if (!closed && future.isSuccess()) {
            awaiting = false;
            settle();
            pump();
            drained.run();
        }
    }

    /** Appended and not yet taken by the operating system. */
    long octets() {
        return appended - written;
    }

    /** All octets ever appended: a mark for {@link #written}. */
    long appended() {
        return appended;
    }

    long written() {
        return written;
    }

    /** The socket is full: nothing moves until the peer reads. */
    boolean isStalled() {
        return awaiting;
    }

    /** A number that changes whenever the operating system takes octets of a stalled output. */
    long progress() {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        return written + (buffer == null ? 0 : buffer.currentProgress());
    }

    /** Gives everything back. Nothing may be appended afterwards. */
    void close() {
        if (closed) {
            return;
        }
        closed = true;
        seal();
        for (Object waiting : line) {
            if (waiting instanceof Chunk chunk) {
                pool.give(chunk);
            }
        }
        line.clear();
        inFlight.forEach(Chunk::release);
        inFlight.clear();
    }

    @Override
    public String toString() {
        return "Output of " + Objects.toString(channel) + ", " + octets() + " octets unwritten";
    }
}
