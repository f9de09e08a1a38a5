/** Planted faults. */
@NullMarked
package org.stampedemq.planted.storage.throttled;

import org.jspecify.annotations.NullMarked;
