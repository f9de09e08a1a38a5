package org.stampedemq.planted.broker.destination;

import org.stampedemq.planted.broker.session.Client;

public record SeesSession(Client other) {}
