/** Planted faults. */
@NullMarked
package org.stampedemq.planted.broker.management;

import org.jspecify.annotations.NullMarked;
