/**
 * What a STOMP frame is, without a wire: versions and what differs between them, the headers this broker knows, and the
 * two kinds of protocol error. Source: the STOMP 1.0, 1.1 and 1.2 specifications, https://stomp.github.io.
 */
@NullMarked
package org.stampedemq.stomp.frame;

import org.jspecify.annotations.NullMarked;
