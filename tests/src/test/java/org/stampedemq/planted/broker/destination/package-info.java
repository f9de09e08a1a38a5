/** Planted faults. */
@NullMarked
package org.stampedemq.planted.broker.destination;

import org.jspecify.annotations.NullMarked;
