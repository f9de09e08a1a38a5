package org.stampedemq.stomp.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Every read of a loop goes into the same buffer of {@value NettyLoop#RECEIVE_BYTES} bytes: the reader copies what it
 * keeps, so the buffer is free again before the next read, and an idle connection holds none. Should somebody hold on to
 * it, the next read gets one of its own. Owned by the loop.
 */
final class ReceiveBuffer extends DefaultMaxMessagesRecvByteBufAllocator {
    /** A flooding client gets so many reads a turn; then it is the others' turn. */
    private static final int READS_A_TURN = 2;

    private @Nullable ByteBuf shared;

    ReceiveBuffer() {
        super(READS_A_TURN);
    }

    @SuppressWarnings("deprecation") // the interface's own return type
    @Override
    public Handle newHandle() {
        return new ReadHandle();
    }

    void close() {
        if (shared != null) {
            shared.release();
            shared = null;
        }
    }

    private final class ReadHandle extends MaxMessageHandle {
        @Override
        public int guess() {
            return NettyLoop.RECEIVE_BYTES;
        }

        @Override
        public ByteBuf allocate(ByteBufAllocator allocator) {
            ByteBuf buffer = shared;
            if (buffer == null) {
                buffer = allocator.directBuffer(NettyLoop.RECEIVE_BYTES, NettyLoop.RECEIVE_BYTES);
                shared = buffer;
            } else if (buffer.refCnt() != 1) {
                return allocator.directBuffer(NettyLoop.RECEIVE_BYTES, NettyLoop.RECEIVE_BYTES);
            }
            return buffer.clear().retain();
        }
    }
}
