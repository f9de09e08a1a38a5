/** What every engine and composition must keep, and the parts its tests share. */
@NullMarked
package org.stampedemq.storage;

import org.jspecify.annotations.NullMarked;
