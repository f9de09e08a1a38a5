/**
 * Octets to frames and back. {@link org.stampedemq.stomp.codec.FrameView} is the frame a client sent, seen in place;
 * nothing of it outlives the call that it is handed to.
 */
@NullMarked
package org.stampedemq.stomp.codec;

import org.jspecify.annotations.NullMarked;
