@NullMarked
package org.stampedemq.app.cli;

import org.jspecify.annotations.NullMarked;
