package org.stampedemq.planted.broker;

/** Somebody to be seen. */
public record Root(int value) {}
