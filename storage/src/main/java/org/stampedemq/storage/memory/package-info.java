/**
 * The engine that keeps everything in the heap and loses it with the process: the twin that tests and non-persistent
 * nodes use, and the plainest statement of what the door means.
 *
 * <pre>
 *   owner ──► MemoryStore (a door for each owner: its claims)
 *                  │
 *                  ▼
 *             MemoryEngine (one lock: destinations, due and expiry order, sequence)
 * </pre>
 */
@NullMarked
package org.stampedemq.storage.memory;

import org.jspecify.annotations.NullMarked;
