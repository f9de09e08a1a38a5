package org.stampedemq.planted.broker.destination;

import java.util.concurrent.locks.ReentrantLock;

public record Locks(ReentrantLock foreign) {}
