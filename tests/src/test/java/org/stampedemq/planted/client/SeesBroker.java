package org.stampedemq.planted.client;

import org.stampedemq.planted.broker.Root;

public record SeesBroker(Root other) {}
