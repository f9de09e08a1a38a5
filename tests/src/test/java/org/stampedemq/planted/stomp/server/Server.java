package org.stampedemq.planted.stomp.server;

/** Somebody to be seen. */
public record Server(int value) {}
