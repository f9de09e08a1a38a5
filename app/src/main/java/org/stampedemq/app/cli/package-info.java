/**
 * The command line: one class for each command. What a person reads goes to standard output, what went wrong to standard
 * error as one sentence, and the exit code says which kind it was ({@link org.stampedemq.app.cli.Exit}). Text that comes
 * from clients is made harmless for terminals.
 */
@NullMarked
package org.stampedemq.app.cli;

import org.jspecify.annotations.NullMarked;
