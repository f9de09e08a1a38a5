/** Planted faults. */
@NullMarked
package org.stampedemq.planted.storage.tiered;

import org.jspecify.annotations.NullMarked;
