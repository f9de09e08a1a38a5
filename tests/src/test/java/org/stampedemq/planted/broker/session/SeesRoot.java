package org.stampedemq.planted.broker.session;

import org.stampedemq.planted.broker.Root;

public record SeesRoot(Root other) {}
