/** The program as a person has it: {@code bin/stampede} and the README, from a shell. */
@NullMarked
package org.stampedemq.program;

import org.jspecify.annotations.NullMarked;
