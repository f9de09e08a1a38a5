/** Planted faults. */
@NullMarked
package org.stampedemq.planted.client;

import org.jspecify.annotations.NullMarked;
