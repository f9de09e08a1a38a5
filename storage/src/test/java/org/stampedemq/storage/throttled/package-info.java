/** The throttled store's promises, over real engines. */
@NullMarked
package org.stampedemq.storage.throttled;

import org.jspecify.annotations.NullMarked;
