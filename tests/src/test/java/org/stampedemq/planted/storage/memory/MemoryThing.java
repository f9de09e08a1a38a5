package org.stampedemq.planted.storage.memory;

/** Somebody to be seen. */
public record MemoryThing(int value) {}
