package org.stampedemq.planted.broker;

import io.vertx.core.json.JsonObject;

public record UsesVertx(JsonObject foreign) {}
