package org.stampedemq.broker;

import java.util.concurrent.Executor;
import java.util.function.Function;
import org.stampedemq.storage.MessageStore;

/**
 * An open engine, whatever it is.
 *
 * @param description for the operator
 * @param open gives an owner its door
 * @param close ends it; blocks
 */
record StoreEngine(String description, Function<Executor, MessageStore> open, Runnable close) {}
