/**
 * Clients that were not written here, against a whole node: what they send by habit, and what they make of the answers, is
 * not ours to choose.
 */
@NullMarked
package org.stampedemq.foreign;

import org.jspecify.annotations.NullMarked;
