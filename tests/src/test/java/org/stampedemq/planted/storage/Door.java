package org.stampedemq.planted.storage;

/** Somebody to be seen. */
public record Door(int value) {}
