package org.stampedemq.planted.broker;

import java.sql.Connection;

public record UsesJdbc(Connection foreign) {}
