/** What the lines of the log may hold: nothing that a client could use to forge one, and the last of them are kept. */
@NullMarked
package org.stampedemq.app.log;

import org.jspecify.annotations.NullMarked;
