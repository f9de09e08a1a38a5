/**
 * A node as a process: its data directory, its parts started in order and stopped in the reverse, the signals that ask it
 * to stop, and what is left behind when it dies.
 *
 * <pre>
 *   start: data directory locked ─► crash handler ─► Broker ─► HttpGateway ─► node.json ─► "Ready"
 *   stop:  not ready ─► clients may leave ─► HttpGateway ─► Broker (flush) ─► node.json gone ─► lock released
 * </pre>
 */
@NullMarked
package org.stampedemq.app.node;

import org.jspecify.annotations.NullMarked;
