package org.stampedemq.bench.load;

/** A figure that only some scenarios have. The name, with its unit, is a key of the JSON line. */
record Extra(String name, double value) {}
