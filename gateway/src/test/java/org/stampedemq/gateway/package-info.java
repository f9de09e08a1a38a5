@NullMarked
package org.stampedemq.gateway;

import org.jspecify.annotations.NullMarked;
