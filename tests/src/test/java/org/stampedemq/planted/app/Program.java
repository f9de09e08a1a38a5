package org.stampedemq.planted.app;

/** Somebody to be seen. */
public record Program(int value) {}
