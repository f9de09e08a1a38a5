/**
 * A small STOMP client: one connection, kept alive, with receipts as futures. {@link org.stampedemq.client.StompClient} is
 * the door; it speaks STOMP 1.0, 1.1 and 1.2 with any broker.
 *
 * <pre>
 *   caller ─► StompClient ─► ClientCore ──► Wire ─► encoder ─► socket
 *             (any thread)   receipts       handshake, heart-beats
 *                            subscriptions     ◄─ FrameDecoder ◄─ socket
 *   caller ◄─ futures, message handlers, ClientListener: all on the client's own loop
 * </pre>
 *
 * <p>Everything behind the door belongs to one event loop, the client's own thread. A broken connection is just another event on it: the
 * listener hears of it, what waits for a receipt fails (or is sent again, if the settings say so), and the next of the addresses
 * is tried after a pause that grows. Then the subscriptions are made again.
 *
 * <p>What is unconfirmed is bounded, in frames and bytes: at the bound a send is refused at once, and {@link
 * org.stampedemq.client.StompClient#writable} tells when to go on. Acknowledgements are bounded by what they answer and always go. What is received is bounded by TCP, since handlers run where
 * the socket is read, and by the subscription's prefetch.
 *
 * <p>Deliberately absent: TLS, WebSocket, worker threads, remote calls.
 */
@NullMarked
package org.stampedemq.client;

import org.jspecify.annotations.NullMarked;
