/** Planted faults. */
@NullMarked
package org.stampedemq.planted.stomp.server;

import org.jspecify.annotations.NullMarked;
