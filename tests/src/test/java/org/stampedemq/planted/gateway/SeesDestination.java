package org.stampedemq.planted.gateway;

import org.stampedemq.planted.broker.destination.Place;

public record SeesDestination(Place other) {}
