@NullMarked
package org.stampedemq.app.node;

import org.jspecify.annotations.NullMarked;
