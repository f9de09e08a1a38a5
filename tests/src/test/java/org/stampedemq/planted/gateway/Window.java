package org.stampedemq.planted.gateway;

/** Somebody to be seen. */
public record Window(int value) {}
