/**
 * Queues and topics. Everything here is owned by a lane; there are no locks. A queue is cut by question: what is there
 * ({@link org.stampedemq.storage.tiered.FrontStore}), who gets it ({@code Dispatcher}), how often it failed ({@code
 * DeadLetters}), who else should know ({@code Subscriber}). It never learns what a socket is.
 *
 * <pre>
 *   send ─► Journal ─(turn's batch)─► FrontStore ─► ready ─► Dispatcher ─► Subscriber.deliver     [subscriber's lane]
 *                                                               ▲
 *   acknowledge, release ─► Journal ─► FrontStore               └── credit
 * </pre>
 */
@NullMarked
package org.stampedemq.broker.destination;

import org.jspecify.annotations.NullMarked;
