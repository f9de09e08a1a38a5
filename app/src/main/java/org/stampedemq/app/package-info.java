/** Placeholder to be replaced by the module's opening paragraph. */
@NullMarked
package org.stampedemq.app;

import org.jspecify.annotations.NullMarked;
