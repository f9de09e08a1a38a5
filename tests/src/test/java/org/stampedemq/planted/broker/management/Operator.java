package org.stampedemq.planted.broker.management;

/** Somebody to be seen. */
public record Operator(int value) {}
