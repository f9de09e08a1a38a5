package org.stampedemq.planted.storage;

import org.stampedemq.planted.broker.destination.Place;

public record SeesBroker(Place other) {}
