package org.stampedemq.planted.broker.session;

/** Somebody to be seen. */
public record Client(int value) {}
