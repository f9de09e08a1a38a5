/** Planted faults. */
@NullMarked
package org.stampedemq.planted.app.cli;

import org.jspecify.annotations.NullMarked;
