/**
 * The trunk: joins the wire, the store and the destinations, in {@link org.stampedemq.broker.Broker}. Nobody sees this
 * package but the program that starts a node.
 *
 * <pre>
 *   client ─► connection ─► Session ─► Queue, Topic ─► FrontStore ─► back store
 *             [loop]        [loop]     [lane]          [lane]        [committer]
 *
 *   ─► within a thread is a call, between threads a handed-over batch of actions (lane.Lane)
 * </pre>
 */
@NullMarked
package org.stampedemq.broker;

import org.jspecify.annotations.NullMarked;
