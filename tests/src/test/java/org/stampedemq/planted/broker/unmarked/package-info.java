/** A package that forgot its mark. */
@NullUnmarked
package org.stampedemq.planted.broker.unmarked;

import org.jspecify.annotations.NullUnmarked;
