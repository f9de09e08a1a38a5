package org.stampedemq.storage.rocksdb;

import java.time.Duration;

/**
 * How the engine behaves. What is part of the disk format is taken from the directory once it exists.
 *
 * @param segmentThresholdBytes records larger than this go to segment files; part of the disk format
 * @param segmentBytes a segment file is closed when it is larger
 * @param maxBytes the most octets on disk, all files together; what would exceed it is refused as full
 * @param reserveBytes what must stay free on the disk; below it messages are refused as full and removals still work
 * @param maxQueuedBytes the most octets of records that wait for the committer; more is refused as full. It bounds the
 *     heap against owners that do not bound themselves
 * @param maxWalBytes the most octets of write-ahead log that a start replays
 * @param writeBufferBytes rows in memory that are not in table files yet
 * @param cacheBytes blocks of table files in memory, the write buffers included
 * @param readers threads that read, 2 to 4
 * @param maxQueuedReads the most reads that wait for a reader; more are refused as unavailable
 * @param soon how long a batch that nobody waits for may wait for company
 * @param pause the least time between the ends of two syncs while groups are small
 */
public record RocksDbSettings(
        int segmentThresholdBytes,
        long segmentBytes,
        long maxBytes,
        long reserveBytes,
        long maxQueuedBytes,
        long maxWalBytes,
        long writeBufferBytes,
        long cacheBytes,
        int readers,
        int maxQueuedReads,
        Duration soon,
        Duration pause) {

    /** 64 MiB of memory outside the heap, 64 MiB in the queue, 64 MiB of disk kept free. */
    public static RocksDbSettings defaults() {
        return new RocksDbSettings(
                8 << 10,
                64L << 20,
                Long.MAX_VALUE,
                64L << 20,
                64L << 20,
                64L << 20,
                48L << 20,
                64L << 20,
                2,
                65_536,
                Duration.ofMillis(3),
                Duration.ofMillis(1));
    }

    /** The same with a bound on the octets on disk. */
    public RocksDbSettings withMaxBytes(long bytes) {
        return new RocksDbSettings(
                segmentThresholdBytes,
                segmentBytes,
                bytes,
                reserveBytes,
                maxQueuedBytes,
                maxWalBytes,
                writeBufferBytes,
                cacheBytes,
                readers,
                maxQueuedReads,
                soon,
                pause);
    }

    /** The same with so much of the disk kept free. */
    public RocksDbSettings withReserveBytes(long bytes) {
        return new RocksDbSettings(
                segmentThresholdBytes,
                segmentBytes,
                maxBytes,
                bytes,
                maxQueuedBytes,
                maxWalBytes,
                writeBufferBytes,
                cacheBytes,
                readers,
                maxQueuedReads,
                soon,
                pause);
    }

    /** The same with segment files of so many octets. */
    public RocksDbSettings withSegmentBytes(long bytes) {
        return new RocksDbSettings(
                segmentThresholdBytes,
                bytes,
                maxBytes,
                reserveBytes,
                maxQueuedBytes,
                maxWalBytes,
                writeBufferBytes,
                cacheBytes,
                readers,
                maxQueuedReads,
                soon,
                pause);
    }
}
