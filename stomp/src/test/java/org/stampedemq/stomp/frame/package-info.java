@NullMarked
package org.stampedemq.stomp.frame;

import org.jspecify.annotations.NullMarked;
