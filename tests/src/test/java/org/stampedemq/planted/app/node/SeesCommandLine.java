package org.stampedemq.planted.app.node;

import org.stampedemq.planted.app.cli.Line;

public record SeesCommandLine(Line other) {}
