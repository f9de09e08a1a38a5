/**
 * What is measured, and with what: {@link org.stampedemq.bench.load} is the load program that drives any STOMP broker;
 * {@code bench/run} and {@code bench/compare} are its one-word commands.
 */
@NullMarked
package org.stampedemq.bench;

import org.jspecify.annotations.NullMarked;
