/**
 * Messages at rest. This package is the door: what a message is, how changes are handed over, what a store promises. The
 * engines and compositions behind it live in packages of their own and know this one only.
 *
 * <pre>
 *   owner ──Batch──► MessageStore.apply ──► … ──► durable ──► the stage completes on the owner's executor
 *
 *   tiered     front store over back store: the order, the window, the bodies in memory, what is out
 *   throttled  bounds the writes under way to the store behind it, and holds back the rest
 *   memory     everything in the heap, gone with the process
 *   rocksdb    durable on one machine
 * </pre>
 *
 * Invariants of order, per destination (docs/STORAGE.md): a claim takes the lowest ready sequence; a new message enters
 * the window only if the window is caught up; eviction takes the highest unclaimed; nothing counts as stored before the
 * back store said so; a released message returns to its place.
 */
@NullMarked
package org.stampedemq.storage;

import org.jspecify.annotations.NullMarked;
