package org.stampedemq.planted.storage.tiered;

import org.stampedemq.planted.storage.memory.MemoryThing;

public record SeesMemory(MemoryThing other) {}
