package org.stampedemq.broker.management;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.stampedemq.broker.destination.DestinationSnapshot;
import org.stampedemq.broker.destination.Destinations;
import org.stampedemq.broker.destination.LaneDestinations;
import org.stampedemq.broker.destination.LaneStats;
import org.stampedemq.broker.destination.QueuedMessage;
import org.stampedemq.broker.destination.StoreHealth;
import org.stampedemq.broker.session.SessionCounters;

/** The operator's door to this node: asks the lanes and puts their answers together. */
public final class NodeManagement implements Management {
    private static final int MAX_BODY_PREFIX = 64 << 10;

    private final Facts facts;
    private final Destinations destinations;
    private final StoreHealth health;
    private final SessionCounters counters;
    private volatile boolean draining;

    /**
     * What a node is and where it can be reached.
     *
     * @param upMillis since the start
     */
    public record Facts(
            String nodeId,
            String version,
            String store,
            Supplier<List<String>> addresses,
            IntSupplier connections,
            LongSupplier upMillis) {}

    public NodeManagement(Facts facts, Destinations destinations, StoreHealth health, SessionCounters counters) {
        this.facts = facts;
        this.destinations = destinations;
        this.health = health;
        this.counters = counters;
    }

    /** Not ready from now on. */
    public void drain() {
        draining = true;
    }

    @Override
    public boolean healthy() {
        return !health.broken();
    }

    @Override
    public String notReadyBecause() {
        return draining ? "this node is draining: connect to another" : health.notReadyBecause();
    }

    @Override
    public CompletionStage<NodeInfo> node() {
        return onEveryLane(lane -> CompletableFuture.completedFuture(List.of(lane.stats())))
                .thenCombine(names(""), this::node);
    }

    private NodeInfo node(List<LaneStats> stats, NavigableSet<String> names) {
        String notReady = notReadyBecause();
        return new NodeInfo(
                facts.nodeId(),
                facts.version(),
                notReady.isEmpty(),
                notReady,
                facts.store(),
                facts.addresses().get(),
                facts.connections().getAsInt(),
                names.size(),
                facts.upMillis().getAsLong(),
                stats.stream().mapToLong(LaneStats::frontMessages).sum(),
                stats.stream().mapToLong(LaneStats::frontBytes).sum(),
                stats.stream().mapToLong(LaneStats::heldBackMessages).sum(),
                stats.stream().mapToLong(LaneStats::refreshed).sum(),
                stats.stream().mapToLong(LaneStats::evicted).sum(),
                stats.stream().mapToLong(LaneStats::writesSaved).sum(),
                counters.notStored());
    }

    @Override
    public CompletionStage<List<DestinationInfo>> destinations(String prefix, int max) {
        return names(prefix).thenCompose(names -> {
            List<CompletableFuture<DestinationSnapshot>> asked = names.stream()
                    .limit(Math.min(Math.max(max, 1), 10_000))
                    .map(name -> on(destinations.of(name), lane -> lane.snapshot(name)))
                    .toList();
            return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
                    .thenApply(done ->
                            asked.stream().map(each -> info(each.join())).toList());
        });
    }

    private static DestinationInfo info(DestinationSnapshot snapshot) {
        return new DestinationInfo(
                snapshot.name(),
                Math.max(0, snapshot.counts().messages() - snapshot.counts().claimed()),
                snapshot.counts().claimed(),
                snapshot.counts().delayed(),
                snapshot.counts().bytes(),
                snapshot.consumers(),
                snapshot.received(),
                snapshot.delivered(),
                snapshot.acknowledged(),
                snapshot.redelivered(),
                snapshot.expired(),
                snapshot.deadLettered(),
                snapshot.oldestMillis());
    }

    @Override
    public CompletionStage<List<PeekedMessage>> peek(String destination, int max) {
        int most = Math.min(Math.max(max, 1), 1_000);
        return on(destinations.of(destination), lane -> lane.peek(destination, most))
                .thenApply(messages -> messages.stream().map(this::peeked).toList());
    }

    private PeekedMessage peeked(QueuedMessage message) {
        ByteBuffer body = message.body();
        return new PeekedMessage(
                facts.nodeId() + "-" + message.sequence(),
                message.destination(),
                message.timestampMillis(),
                message.expiresAtMillis(),
                message.persistent(),
                message.headers(),
                body.slice(0, Math.min(body.remaining(), MAX_BODY_PREFIX)),
                body.remaining());
    }

    @Override
    public CompletionStage<Long> purge(String destination) {
        return on(destinations.of(destination), lane -> lane.purge(destination));
    }

    /** Names that begin so, of all lanes and of the back store. */
    private CompletionStage<NavigableSet<String>> names(String prefix) {
        CompletableFuture<List<String>> stored = on(destinations.all().get(0), LaneDestinations::storedNames);
        return onEveryLane(lane -> CompletableFuture.completedFuture(lane.names()))
                .thenCombine(
                        stored,
                        (inMemory, inStore) -> Stream.concat(inMemory.stream(), inStore.stream())
                                .filter(name -> name.startsWith(prefix))
                                .collect(Collectors.toCollection(TreeSet::new)));
    }

    private <T> CompletableFuture<List<T>> onEveryLane(
            Function<LaneDestinations, ? extends CompletionStage<List<T>>> question) {
        List<CompletableFuture<List<T>>> asked = destinations.all().stream()
                .map(lane -> NodeManagement.<List<T>>on(lane, question::apply))
                .toList();
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new)).thenApply(done -> {
            List<T> all = new ArrayList<>();
            asked.forEach(each -> all.addAll(each.join()));
            return all;
        });
    }

    private static <T> CompletableFuture<T> on(
            LaneDestinations home, Function<LaneDestinations, CompletionStage<T>> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        home.lane().execute(() -> {
            try {
                question.apply(home).whenComplete((value, thrown) -> {
                    if (thrown == null) {
                        answer.complete(value);
                    } else {
                        answer.completeExceptionally(thrown);
                    }
                });
            } catch (RuntimeException e) {
                // Whoever asked must hear of it; the lane would only log it.
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }
}
