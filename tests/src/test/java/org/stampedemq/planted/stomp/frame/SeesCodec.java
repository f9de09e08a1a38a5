package org.stampedemq.planted.stomp.frame;

import org.stampedemq.planted.stomp.codec.Decoder;

public record SeesCodec(Decoder other) {}
