/**
 * Listeners and connections. A connection's pipeline reads as a table of contents in {@code ConnectionPipeline}; what the
 * frames mean is for the {@link org.stampedemq.stomp.server.ConnectionHandler} that the owner of the server hands in.
 *
 * <pre>
 *   socket ─► decoder ─► ConnectionHandler.frame        all on the connection's loop
 *   socket ◄─ one pooled output buffer ◄─ Connection.message, receipt, …
 *             flushed once at the end of the loop's turn, for all connections that became dirty
 * </pre>
 */
@NullMarked
package org.stampedemq.stomp.server;

import org.jspecify.annotations.NullMarked;
