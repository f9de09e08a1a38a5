/** Planted faults. */
@NullMarked
package org.stampedemq.planted.broker.maintenance;

import org.jspecify.annotations.NullMarked;
