@NullMarked
package org.stampedemq.stomp.server;

import org.jspecify.annotations.NullMarked;
