package org.stampedemq.broker;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stampedemq.broker.destination.Destinations;
import org.stampedemq.broker.destination.LaneDestinations;
import org.stampedemq.broker.destination.StoreHealth;
import org.stampedemq.broker.lane.BatchedLane;
import org.stampedemq.broker.lane.Lane;
import org.stampedemq.broker.maintenance.Clock;
import org.stampedemq.broker.management.Management;
import org.stampedemq.broker.management.NodeManagement;
import org.stampedemq.broker.session.Node;
import org.stampedemq.broker.session.SessionCounters;
import org.stampedemq.broker.session.Sessions;
import org.stampedemq.stomp.server.Loop;
import org.stampedemq.stomp.server.NettyStompServer;
import org.stampedemq.stomp.server.StompServer;
import org.stampedemq.storage.MessageStore;
import org.stampedemq.storage.StoreException;
import org.stampedemq.storage.tiered.TieredSettings;
import org.stampedemq.storage.tiered.TieredStore;

/**
 * A node: opens the store, starts the lanes, opens the doors; and the reverse. Wires, in order, and does nothing else.
 */
public final class Broker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Broker.class);

    private final BrokerSettings settings;
    private final StoreEngine engine;
    private final Clock clock = new Clock();
    private final StompServer server;
    private final Destinations destinations;
    private final Sessions sessions;
    private final NodeManagement management;
    private final long startedMillis;
    private volatile List<InetSocketAddress> addresses = List.of();
    private boolean closed;

    private Broker(BrokerSettings settings, StoreEngine engine) {
        this.settings = settings;
        this.engine = engine;
        this.startedMillis = clock.millis().getAsLong();
        this.server = NettyStompServer.start(settings.server(), clock.monotonicMillis());
        List<Lane> lanes = lanes(server.loops());
        StoreHealth health = new StoreHealth();
        this.destinations = new Destinations(lanes.size());
        for (Lane lane : lanes) {
            destinations.set(lane.index(), laneDestinations(lane, lanes.size(), health));
        }
        SessionCounters counters = new SessionCounters();
        this.sessions = new Sessions(new Node(
                settings.nodeId(),
                version(),
                settings.sessions(),
                destinations,
                lanes,
                settings.queues().persistentByDefault(),
                settings.queues().alwaysDurable(),
                clock.millis(),
                counters));
        this.management = new NodeManagement(
                new NodeManagement.Facts(
                        settings.nodeId(),
                        version(),
                        engine.description(),
                        this::shownAddresses,
                        server::connections,
                        () -> clock.millis().getAsLong() - startedMillis),
                destinations,
                health,
                counters);
        destinations.all().forEach(clock::drive);
    }

    /**
     * Starts a node and returns once clients can connect. Blocks.
     *
     * @throws StoreException if the data directory cannot be used; its message says what to do
     * @throws IOException if an address cannot be bound
     */
    public static Broker start(BrokerSettings settings) throws StoreException, IOException {
        return start(settings, StoreEngines.open(settings));
    }

    /** The same over an engine that is open already, and that the node closes when it ends. */
    static Broker start(BrokerSettings settings, StoreEngine engine) throws IOException {
        Broker broker = new Broker(settings, engine);
        try {
            broker.addresses = broker.server.listen(broker.sessions::open);
            return broker;
        } catch (IOException e) {
            broker.close();
            throw e;
        }
    }

    private static List<Lane> lanes(List<Loop> loops) {
        List<Lane> lanes = new ArrayList<>();
        for (Loop loop : loops) {
            lanes.add(new BatchedLane(loop.index(), loops.size(), loop, loop::inLoop, loop::atTurnEnd));
        }
        return lanes;
    }

    private LaneDestinations laneDestinations(Lane lane, int lanes, StoreHealth health) {
        MessageStore back = engine.open().apply(lane);
        TieredSettings part = settings.front().partOf(lanes);
        return new LaneDestinations(
                lane,
                destinations,
                back,
                listener -> new TieredStore(
                        back,
                        part,
                        lane,
                        clock.millis(),
                        destination -> destinations.laneOf(destination) == lane.index(),
                        listener),
                clock.millis(),
                health,
                settings.queues(),
                settings.topics());
    }

    /** The program's version, from its jar; {@code dev} when it runs from class files. */
    public static String version() {
        String version = Broker.class.getPackage().getImplementationVersion();
        return version == null ? "dev" : version;
    }

    /** Where it listens, with the real ports. */
    public List<InetSocketAddress> addresses() {
        return addresses;
    }

    private List<String> shownAddresses() {
        return addresses.stream()
                .map(address -> address.getHostString() + ":" + address.getPort())
                .toList();
    }

    public Management management() {
        return management;
    }

    /** Not ready from now on: a balancer should send no more clients. */
    public void drain() {
        management.drain();
    }

    /**
     * Stops: no more clients, what they sent is settled and they are told, everything that is held back is written, the
     * store is closed. Blocks, at most about the stop timeout; what was promised is durable however it ends.
     */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        drain();
        server.stopListening();
        await(sessions.stopAll(), "clients did not leave in time and are cut off");
        await(flush(), "the store did not take in time what was held back");
        clock.close();
        // A store that does not answer must not keep the process: these wait for it, so they are waited for elsewhere.
        await(
                CompletableFuture.runAsync(() -> destinations.all().forEach(LaneDestinations::close)),
                "the front stores could not be closed in time");
        server.close();
        await(CompletableFuture.runAsync(engine.close()), "the store could not be closed in time");
    }

    private CompletionStage<Void> flush() {
        List<CompletableFuture<Void>> flushes = new ArrayList<>();
        for (LaneDestinations home : destinations.all()) {
            CompletableFuture<Void> flushed = new CompletableFuture<>();
            flushes.add(flushed);
            home.lane()
                    .execute(() -> home.flush().whenComplete((nothing, thrown) -> {
                        if (thrown != null) {
                            LOG.error("what was held back could not be written", thrown);
                        }
                        flushed.complete(null);
                    }));
        }
        return CompletableFuture.allOf(flushes.toArray(CompletableFuture[]::new));
    }

    private void await(CompletionStage<Void> stage, String otherwise) {
        try {
            stage.toCompletableFuture().get(settings.stopTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.error("{} ({} s)", otherwise, settings.stopTimeout().toSeconds(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
