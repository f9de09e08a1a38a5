/** Planted faults. */
@NullMarked
package org.stampedemq.planted.bench;

import org.jspecify.annotations.NullMarked;
