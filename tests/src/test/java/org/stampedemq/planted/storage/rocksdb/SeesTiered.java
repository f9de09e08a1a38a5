package org.stampedemq.planted.storage.rocksdb;

import org.stampedemq.planted.storage.tiered.TieredThing;

public record SeesTiered(TieredThing other) {}
