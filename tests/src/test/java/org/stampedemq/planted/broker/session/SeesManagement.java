package org.stampedemq.planted.broker.session;

import org.stampedemq.planted.broker.management.Operator;

public record SeesManagement(Operator other) {}
