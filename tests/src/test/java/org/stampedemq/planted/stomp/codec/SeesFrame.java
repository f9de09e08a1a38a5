package org.stampedemq.planted.stomp.codec;

import org.stampedemq.planted.stomp.frame.Frame;

public record SeesFrame(Frame other) {}
