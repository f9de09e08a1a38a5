/** Planted faults. */
@NullMarked
package org.stampedemq.planted.app.node;

import org.jspecify.annotations.NullMarked;
