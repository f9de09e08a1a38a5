/** Planted faults. */
@NullMarked
package org.stampedemq.planted.storage.memory;

import org.jspecify.annotations.NullMarked;
