/**
 * The node over HTTP: whether it lives, whether it is ready, and what an operator may see and do, as JSON. It sees the
 * broker through {@link org.stampedemq.broker.management.Management} alone and keeps nothing of its own.
 *
 * <pre>
 *   request ─► Gatekeeper ─► route ─► Management ─(lane)─► record ─► Answers ─► response
 *              [loop]        [loop]                        [loop]    [loop]
 * </pre>
 *
 * Everything here runs on one event loop. Nothing on it blocks; answers of the broker are handed back to it.
 */
@NullMarked
package org.stampedemq.gateway;

import org.jspecify.annotations.NullMarked;
