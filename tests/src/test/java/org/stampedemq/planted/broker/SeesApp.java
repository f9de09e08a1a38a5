package org.stampedemq.planted.broker;

import org.stampedemq.planted.app.Program;

public record SeesApp(Program other) {}
