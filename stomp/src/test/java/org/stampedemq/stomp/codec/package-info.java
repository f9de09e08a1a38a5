@NullMarked
package org.stampedemq.stomp.codec;

import org.jspecify.annotations.NullMarked;
