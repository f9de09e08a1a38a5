/**
 * A store in front of a slow one: no more than so many batches and octets are on their way at a time, and the rest waits here,
 * in a front store of its own, where it can be read, claimed and removed like anything else.
 *
 * <pre>
 *   apply ─► room on the way? ──yes──────────────────────────► behind
 *                 │ no                                            ▲
 *                 ▼                                               │ in order, several in one batch,
 *           held back: the queue of changes, bodies in front ─────┘ as soon as there is room
 * </pre>
 *
 * A stage of {@code apply} completes when the store behind has it, so a producer that waits for its stages is slowed; and
 * {@code accepting} says when to stop reading producers. Consumers are not slowed: reads, claims and releases never wait for
 * the queue, and a removal takes effect at once for everybody who reads here. Batches become durable in the order in which
 * they came, removals too, because a removal may answer for a message that was sent before it.
 */
@NullMarked
package org.stampedemq.storage.throttled;

import org.jspecify.annotations.NullMarked;
