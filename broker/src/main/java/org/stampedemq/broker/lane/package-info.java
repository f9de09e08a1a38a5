/**
 * Who owns state, as an executor. A destination hashes to one lane, and everything of it is touched on that lane only. By
 * default a lane is an event loop, so that a connection and a destination on the same loop meet by a plain call.
 */
@NullMarked
package org.stampedemq.broker.lane;

import org.jspecify.annotations.NullMarked;
