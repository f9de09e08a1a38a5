package org.stampedemq.planted.bench;

/** Somebody to be seen. */
public record Load(int value) {}
