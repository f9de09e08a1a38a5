package org.stampedemq.planted.stomp.frame;

import org.stampedemq.planted.storage.Door;

public record SeesStorage(Door other) {}
