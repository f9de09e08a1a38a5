/** Nodes as processes of their own: killed, stopped, starved of disk, looked at from outside. */
@NullMarked
package org.stampedemq.process;

import org.jspecify.annotations.NullMarked;
