package org.stampedemq.planted.stomp.codec;

import org.stampedemq.planted.stomp.server.Server;

public record SeesServer(Server other) {}
