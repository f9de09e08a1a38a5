/** Placeholder to be replaced by the module's opening paragraph. */
@NullMarked
package org.stampedemq.bench;

import org.jspecify.annotations.NullMarked;
