/** Planted faults. */
@NullMarked
package org.stampedemq.planted.storage;

import org.jspecify.annotations.NullMarked;
