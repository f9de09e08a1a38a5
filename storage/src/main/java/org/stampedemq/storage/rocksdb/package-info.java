/**
 * The engine that is durable on one machine: small messages as rows in RocksDB, large ones in append-only segment files
 * with a reference in RocksDB.
 *
 * <pre>
 *   owner ── RocksDbStore.apply ──► queue ──► Committer ── one group: encode, sync segments, write + sync WAL ──┐
 *     ▲                                      (one thread)                                                       │
 *     └───────── one task for an owner and group: its stages complete ◄─────────────────────────────────────────┘
 *
 *   owner ── get, oldest, claim, due … ──► ReadPool (2 threads) ── Rows ──► RocksDB, segments ──► owner
 *
 *   directory/
 *     FORMAT     what this is, and in which layout
 *     LOCK       held while open
 *     SYNCED     how far the write-ahead log was synced, rewritten after each sync, itself never synced
 *     rows/      RocksDB
 *     segments/  000001.seg …
 * </pre>
 *
 * <p>Column families (keys big endian; a row key is destination id, 4 octets; order class, 1 octet, 0; sequence, 8 octets):
 *
 * <pre>
 *   default     "incarnation", "next-destination"
 *   names       destination id -> name in UTF-8
 *   heads       destination id -> counts and marks, absolute
 *   messages    row key -> record, or a stub that says the record lies in a segment
 *   delayed     the same, of messages with a due time
 *   due         due time, destination id, sequence -> nothing
 *   expiry      expiry time, destination id, sequence -> nothing
 *   references  row key -> segment, offset, length
 *   failures    row key -> count, not before
 * </pre>
 *
 * <p>A key of messages, delayed, due and expiry is put once and removed by SingleDelete; before a change to a row whose
 * state is not known in memory the committer looks it up, so that neither a second put nor a second removal reaches
 * RocksDB. References and failures may be put again and are removed by Delete.
 */
@NullMarked
package org.stampedemq.storage.rocksdb;

import org.jspecify.annotations.NullMarked;
