/** Planted faults. */
@NullMarked
package org.stampedemq.planted.broker.lane;

import org.jspecify.annotations.NullMarked;
