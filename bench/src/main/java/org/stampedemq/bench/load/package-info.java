/**
 * A load program for any STOMP 1.2 broker. It sends stamped messages, takes them back, and tells what came of them: rates,
 * latencies, what was lost, doubled or out of order, and what the broker's process spent on it.
 *
 * <pre>
 *   Load (command line) ─► Workload ─► Scenario: flow | backlog | idle
 *                                         │ opens
 *                                         ▼
 *   Producer ──► Link ──► broker ──► Link ──► Consumer ──► Recorder
 *      ▲          │ FrameParser        FrameParser │          │
 *      └─receipts─┘                                └─ACKs     ▼
 *   SendRecorder ─────────────────────────────────────────► Report ◄── Usage (/proc)
 * </pre>
 *
 * <p>It shares the machine with what it measures, so it has to be cheap: about one to three microseconds a message. Frames
 * are built once and patched; reading looks at four headers; everything that a turn of the loop produces leaves in one
 * write. A connection lives on one event loop, and so do its books: they are read by others only after the loops ended,
 * or by a task that runs on them.
 *
 * <p>A body starts with a {@link org.stampedemq.bench.load.Stamp}; the rest is noise that does not compress, different from
 * message to message, so that a broker that compresses gains nothing here that its users would not gain. With a fixed rate, the stamp
 * holds the time at which the message <em>should</em> have been sent, so a stall of the broker is charged to every message that
 * it held up.
 *
 * <p>What it does not do: clusters, TLS, reconnecting. A connection that breaks, or an ERROR, ends the run.
 */
@NullMarked
package org.stampedemq.bench.load;

import org.jspecify.annotations.NullMarked;
