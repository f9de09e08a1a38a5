/**
 * The program: {@link org.stampedemq.app.Main} hands its arguments to the command line, which reads the configuration and
 * starts a node or speaks with one.
 *
 * <pre>
 *   Main ─► cli ─► config ─► the settings records of stomp, storage, broker, gateway
 *              └─► node ──► Broker, HttpGateway        log: what the lines of the log may hold
 * </pre>
 */
@NullMarked
package org.stampedemq.app;

import org.jspecify.annotations.NullMarked;
