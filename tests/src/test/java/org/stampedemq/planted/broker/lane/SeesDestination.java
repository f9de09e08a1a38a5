package org.stampedemq.planted.broker.lane;

import org.stampedemq.planted.broker.destination.Place;

public record SeesDestination(Place other) {}
