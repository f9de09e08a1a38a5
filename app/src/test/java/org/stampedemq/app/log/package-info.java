@NullMarked
package org.stampedemq.app.log;

import org.jspecify.annotations.NullMarked;
