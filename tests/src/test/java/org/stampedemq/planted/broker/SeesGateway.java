package org.stampedemq.planted.broker;

import org.stampedemq.planted.gateway.Window;

public record SeesGateway(Window other) {}
