/** Planted faults. */
@NullMarked
package org.stampedemq.planted.broker.session;

import org.jspecify.annotations.NullMarked;
