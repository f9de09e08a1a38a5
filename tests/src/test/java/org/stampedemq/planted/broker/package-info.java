/** Planted faults. */
@NullMarked
package org.stampedemq.planted.broker;

import org.jspecify.annotations.NullMarked;
