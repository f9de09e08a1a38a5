package org.stampedemq.planted.app;

import org.stampedemq.planted.bench.Load;

public record SeesBench(Load other) {}
