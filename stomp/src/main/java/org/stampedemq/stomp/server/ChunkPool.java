package org.stampedemq.stomp.server;

import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayDeque;

/**
 * The output buffers of a loop: small ones, with which a connection begins, and large ones for those that have more to
 * say. A few of each wait here for the next turn, so that the same memory stays in the processor's caches; the rest goes
 * back to the allocator. Owned by the loop.
 */
final class ChunkPool {
    static final int SMALL = 4 << 10;
    static final int LARGE = 64 << 10;
    private static final int KEPT_SMALL = 64;
    private static final int KEPT_LARGE = 16;

    private final ByteBufAllocator allocator;
    private final ArrayDeque<Chunk> small = new ArrayDeque<>(KEPT_SMALL);
    private final ArrayDeque<Chunk> large = new ArrayDeque<>(KEPT_LARGE);

    ChunkPool(ByteBufAllocator allocator) {
        this.allocator = allocator;
    }

    Chunk take(int capacity) {
        ArrayDeque<Chunk> kept = capacity == SMALL ? small : large;
        Chunk chunk = kept.pollLast();
        return chunk != null ? chunk : new Chunk(allocator.directBuffer(capacity, capacity));
    }

    void give(Chunk chunk) {
        boolean isSmall = chunk.capacity() == SMALL;
        ArrayDeque<Chunk> kept = isSmall ? small : large;
        if (kept.size() < (isSmall ? KEPT_SMALL : KEPT_LARGE) && chunk.reused()) {
            kept.addLast(chunk);
        } else {
            chunk.release();
        }
    }

    void close() {
        small.forEach(Chunk::release);
        large.forEach(Chunk::release);
        small.clear();
        large.clear();
    }
}
