package org.stampedemq.planted.storage.throttled;

import org.stampedemq.planted.storage.tiered.TieredThing;

public record SeesTiered(TieredThing other) {}
