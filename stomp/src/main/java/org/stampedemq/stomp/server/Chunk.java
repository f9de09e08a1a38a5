package org.stampedemq.stomp.server;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;

/** A pooled buffer that a connection writes into. */
final class Chunk {
    private final ByteBuf buffer;
    private final ByteBuffer room;

    Chunk(ByteBuf buffer) {
        this.buffer = buffer;
        this.room = buffer.nioBuffer(0, buffer.capacity());
    }

    /** Where to write; its position is what was written so far. */
    ByteBuffer room() {
        return room;
    }

    int octets() {
        return room.position();
    }

    /** What was written, retained for the channel, which releases it when it is with the operating system. */
    ByteBuf forChannel() {
        buffer.setIndex(0, room.position());
        return buffer.retain();
    }

    /** Whether nobody else still reads it; if so it is empty now. */
    boolean reused() {
        if (buffer.refCnt() != 1) {
            return false;
        }
        room.clear();
        return true;
    }

    int capacity() {
        return room.capacity();
    }

    void release() {
        buffer.release();
    }
}
