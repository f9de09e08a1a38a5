package org.stampedemq.storage.rocksdb;

/**
 * What the committer has done since the start.
 *
 * @param groups synced, each with one sync of the log
 * @param changes in them
 * @param queuedBytes octets of records that wait for it now
 */
public record EngineStats(long groups, long changes, long queuedBytes) {}
