/** The little JSON that the command line reads and writes. HOCON contains JSON, so its library serves both. */
@NullMarked
package org.stampedemq.app.json;

import org.jspecify.annotations.NullMarked;
