/** Promises of the engine in memory. */
@NullMarked
package org.stampedemq.storage.memory;

import org.jspecify.annotations.NullMarked;
