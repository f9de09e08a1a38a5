/** Planted faults. */
@NullMarked
package org.stampedemq.planted.stomp.frame;

import org.jspecify.annotations.NullMarked;
