package org.stampedemq.broker;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.stampedemq.broker.management.Management;
import org.stampedemq.storage.StoreException;

/**
 * A node: opens the store, starts the lanes, opens the doors; and the reverse. Wires, and does nothing else.
 */
public final class Broker implements AutoCloseable {

    private final BrokerSettings settings;
    private @Nullable Management management;

    private Broker(BrokerSettings settings) {
        this.settings = settings;
    }

    /**
     * Starts a node and returns once clients can connect. Blocks.
     *
     * @throws StoreException if the data directory cannot be used; its message says what to do
     * @throws IOException if an address cannot be bound
     */
    public static Broker start(BrokerSettings settings) throws StoreException, IOException {
        return new Broker(settings);
    }

    /** Where it listens, with the real ports. */
    public List<InetSocketAddress> addresses() {
        return List.of();
    }

    public Management management() {
        return Objects.requireNonNull(management, settings.nodeId());
    }

    /** Not ready from now on: a balancer should send no more clients. */
    public void drain() {}

    /** Stops: no more clients, flushes everything that is held back, closes the store. Blocks, at most the stop timeout. */
    @Override
    public void close() {}
}
