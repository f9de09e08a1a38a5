package org.stampedemq.planted.broker;

import io.netty.buffer.ByteBuf;

public record UsesNetty(ByteBuf foreign) {}
