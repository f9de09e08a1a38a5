package org.stampedemq.planted.storage.memory;

import org.stampedemq.planted.storage.tiered.TieredThing;

public record SeesTiered(TieredThing other) {}
