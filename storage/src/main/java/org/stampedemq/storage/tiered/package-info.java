/**
 * The front store: what the owner of a destination keeps in memory over a back store that keeps everything.
 *
 * <pre>
 *              store                              claim                       remove
 *                │                                  ▲                           │
 *                ▼                                  │                           ▼
 *   pending (sequence order) ──ready──► window (lowest ready ids) ──► out (claimed) ──► back store
 *                │                        ▲ ▲   │ evict the highest     │
 *     BEHIND     │            given back  │ │   ▼                       │ given back for later
 *     VOLATILE   │            to its place┘ └ refill, refresh           ▼
 *                └─ held back ─ timeout, pressure ─► back store       later
 *
 *   bodies of what waits in windows: fresh (strong, a moment) ─► one cache, weighed in bytes,
 *                                    holding only what can be read again
 * </pre>
 *
 * One class for one question: {@code Order} what is known of a destination, {@code Readiness} when a message becomes ready
 * and where it goes then, {@code Window} the order itself, {@code Claims} what is out, {@code HeldBack} what is not written
 * yet, {@code Refill} what comes from the back store, {@code Shares} how much each destination may fill, {@code HandOutMarks}
 * what a crash would have to flag, {@code Refused} what the back store had no room for, {@code Delays} and {@code Expiry}
 * what goes by time, {@code Lookup} and {@code Removals} the reading and removing verbs. {@code Turn} is the way in for
 * calls and answers; {@code TieredStore} is the door.
 *
 * <p>One thread owns all of it; nothing here locks.
 */
@NullMarked
package org.stampedemq.storage.tiered;

import org.jspecify.annotations.NullMarked;
