package org.stampedemq.planted.broker.lane;

/** Somebody to be seen. */
public record Turn(int value) {}
