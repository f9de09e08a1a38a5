package org.stampedemq.planted.stomp.frame;

/** Somebody to be seen. */
public record Frame(int value) {}
