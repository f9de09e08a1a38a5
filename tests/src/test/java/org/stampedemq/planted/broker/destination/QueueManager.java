package org.stampedemq.planted.broker.destination;

public record QueueManager(int queues) {}
