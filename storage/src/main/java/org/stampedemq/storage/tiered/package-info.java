/**
 * The front store: what the owner of a destination keeps in memory over a back store that keeps everything.
 *
 * <pre>
 *              store                              claim                       remove
 *                │                                  ▲                           │
 *                ▼                                  │                           ▼
 *   pending (sequence order) ──committed──► window (lowest ready ids) ──► out (claimed) ──► back
 *                │                            ▲   │ evict the highest
 *                │ BEHIND, VOLATILE           │   ▼
 *                └─ held back ─ timeout ─► back store ─ refill, refresh (oldest first)
 *
 *   bodies of what waits in windows: one cache, weighed in bytes, holding only what can be read again
 * </pre>
 */
@NullMarked
package org.stampedemq.storage.tiered;

import org.jspecify.annotations.NullMarked;
