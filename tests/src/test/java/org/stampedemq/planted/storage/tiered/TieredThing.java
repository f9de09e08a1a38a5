package org.stampedemq.planted.storage.tiered;

/** Somebody to be seen. */
public record TieredThing(int value) {}
