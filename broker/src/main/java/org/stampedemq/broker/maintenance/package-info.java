/** What goes by time. One thread keeps the schedule and does none of the work: it posts to the owners. */
@NullMarked
package org.stampedemq.broker.maintenance;

import org.jspecify.annotations.NullMarked;
