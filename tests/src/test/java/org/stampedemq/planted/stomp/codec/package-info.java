/** Planted faults. */
@NullMarked
package org.stampedemq.planted.stomp.codec;

import org.jspecify.annotations.NullMarked;
