package org.stampedemq.planted.broker.destination;

/** Somebody to be seen. */
public record Place(int value) {}
