package org.stampedemq.planted.app.cli;

/** Somebody to be seen. */
public record Line(int value) {}
