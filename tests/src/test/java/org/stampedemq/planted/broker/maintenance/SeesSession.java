package org.stampedemq.planted.broker.maintenance;

import org.stampedemq.planted.broker.session.Client;

public record SeesSession(Client other) {}
