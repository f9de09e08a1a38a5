package org.stampedemq.planted.broker;

import ch.qos.logback.classic.Level;

public record UsesLogback(Level foreign) {}
