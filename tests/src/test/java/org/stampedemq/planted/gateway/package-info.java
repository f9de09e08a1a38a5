/** Planted faults. */
@NullMarked
package org.stampedemq.planted.gateway;

import org.jspecify.annotations.NullMarked;
