/** Placeholder to be replaced by the module's opening paragraph. */
@NullMarked
package org.stampedemq.gateway;

import org.jspecify.annotations.NullMarked;
