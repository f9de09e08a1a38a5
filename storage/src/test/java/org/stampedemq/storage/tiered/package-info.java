/** The front store's promises, against real engines and a plain model. */
@NullMarked
package org.stampedemq.storage.tiered;

import org.jspecify.annotations.NullMarked;
