package org.stampedemq.planted.stomp.codec;

/** Somebody to be seen. */
public record Decoder(int value) {}
