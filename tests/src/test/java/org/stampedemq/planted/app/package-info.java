/** Planted faults. */
@NullMarked
package org.stampedemq.planted.app;

import org.jspecify.annotations.NullMarked;
