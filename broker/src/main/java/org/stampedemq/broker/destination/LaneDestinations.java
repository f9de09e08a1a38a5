package org.stampedemq.broker.destination;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stampedemq.broker.lane.Lane;
import org.stampedemq.storage.Batch;
import org.stampedemq.storage.Message;
import org.stampedemq.storage.MessageStore;
import org.stampedemq.storage.StoreException;
import org.stampedemq.storage.tiered.FrontStore;

/**
 * The destinations of one lane, and that lane's front store and journal. Created on first use, forgotten when idle. Every
 * method is called on the lane unless it says otherwise.
 */
public final class LaneDestinations implements FrontStore.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(LaneDestinations.class);

    private static final long MAX_PEEKED_BYTES = 16L << 20;
    private static final int PROBE_EVERY_TICKS = 5;
    private static final int SWEEP_EVERY_TICKS = 100;
    /** With more destinations than this in memory, idle ones are forgotten at once rather than after their time. */
    private static final int MANY = 10_000;

    private final Lane lane;
    private final Destinations all;
    private final MessageStore back;
    private final FrontStore front;
    private final Journal journal;
    private final StoreProbe probe;
    private final StoreHealth health;
    private final LongSupplier clockMillis;
    private final QueueSettings queueSettings;
    private final TopicSettings topicSettings;
    private final DeadLetters deadLetters;
    private final MoveGate moves = new MoveGate();
    private final Map<String, Queue> queues = new HashMap<>();
    private final Map<String, Topic> topics = new HashMap<>();
    private final Set<String> temporaries = new HashSet<>();
    private int manyQueues = MANY;
    private int manyTopics = MANY;
    private int ticks;
    private long undeliverable;

    /**
     * @param back this lane's door to the back store
     * @param fronts makes the front store, given its listener
     * @param clockMillis epoch milliseconds
     */
    public LaneDestinations(
            Lane lane,
            Destinations all,
            MessageStore back,
            Function<FrontStore.Listener, FrontStore> fronts,
            LongSupplier clockMillis,
            StoreHealth health,
            QueueSettings queueSettings,
            TopicSettings topicSettings) {
        this.lane = lane;
        this.all = all;
        this.back = back;
        this.front = fronts.apply(this);
        this.journal = new Journal(lane, front, health);
        this.probe = new StoreProbe(back, health);
        this.health = health;
        this.clockMillis = clockMillis;
        this.queueSettings = queueSettings;
        this.topicSettings = topicSettings;
        this.deadLetters = new DeadLetters(queueSettings);
    }

    /** From any thread. */
    public Lane lane() {
        return lane;
    }

    FrontStore front() {
        return front;
    }

    Journal journal() {
        return journal;
    }

    MessageStore back() {
        return back;
    }

    StoreHealth health() {
        return health;
    }

    Destinations all() {
        return all;
    }

    MoveGate moves() {
        return moves;
    }

    DeadLetters deadLetters() {
        return deadLetters;
    }

    long nowMillis() {
        return clockMillis.getAsLong();
    }

    FrontStore.Prepared prepare(Batch batch) {
        journal.handOver();
        return front.prepare(batch);
    }

    /** Takes a message. {@code done} when it is as safe as {@code keep} says; for a topic, when every subscriber has it. */
    public void send(DestinationName name, Message message, Batch.Keep keep, Completion done) {
        if (name.kind().isTemporary() && !temporaries.contains(name.text())) {
            // A late reply: who asked is gone, and nobody will ever read it.
            undeliverable++;
            done.done(null);
        } else if (name.kind().isQueue()) {
            queue(name).send(message, keep, done);
        } else {
            topic(name).send(message.withSequence(front.nextSequence()), done);
        }
    }

    public void subscribe(Subscription subscription) {
        DestinationName name = subscription.destination();
        if (name.kind().isQueue()) {
            queue(name).subscribe(subscription);
        } else {
            topic(name).subscribe(subscription);
        }
    }

    public void unsubscribe(Subscription subscription) {
        DestinationName name = subscription.destination();
        if (name.kind().isQueue()) {
            queue(name).unsubscribe(subscription);
        } else {
            topic(name).unsubscribe(subscription);
        }
    }

    /** The receiver wrote so many octets of this subscription's messages to its socket. */
    public void written(Subscription subscription, long octets) {
        DestinationName name = subscription.destination();
        if (name.kind().isQueue()) {
            queue(name).written(subscription, octets);
        } else {
            topic(name).written(subscription, octets);
        }
    }

    public void acknowledge(Delivery delivery, Completion done) {
        if (isGone(delivery)) {
            done.done(null);
            return;
        }
        queueOf(delivery).acknowledge(delivery, done);
    }

    /** Takes part in a transaction; from any thread, before the commit runs. */
    public void acknowledge(Delivery delivery, AtomicCommit commit) {
        String destination = delivery.subscription().destination().text();
        commit.batch(this).remove(destination, delivery.sequence(), delivery.size(), delivery.expiresAtMillis(), 0);
        commit.onCommitted(this, () -> {
            if (!isGone(delivery)) {
                queueOf(delivery).acknowledged(delivery);
            }
        });
        commit.onAborted(this, () -> release(delivery, false, 0, Completion.NONE));
    }

    /** See {@link Queue#release}. */
    public void release(Delivery delivery, boolean failed, long delayMillis, Completion done) {
        if (isGone(delivery)) {
            done.done(null);
            return;
        }
        queueOf(delivery).release(delivery, failed, delayMillis, done);
    }

    public void reject(Delivery delivery, Completion done) {
        if (isGone(delivery)) {
            done.done(null);
            return;
        }
        queueOf(delivery).reject(delivery, done);
    }

    /** Of a temporary queue that ended, and all that was in it: whatever is said of the delivery now means nothing. */
    private boolean isGone(Delivery delivery) {
        DestinationName name = delivery.subscription().destination();
        return name.kind().isTemporary() && !temporaries.contains(name.text());
    }

    /** The message of a delivery, whose body was dropped when it was written; null if it is gone or cannot be read. */
    public void find(Delivery delivery, Consumer<@Nullable Message> found) {
        front.get(delivery.subscription().destination().text(), delivery.sequence())
                .whenComplete((messages, thrown) ->
                        found.accept(thrown != null || messages.isEmpty() ? null : messages.get(0)));
    }

    /**
     * Takes part in a transaction: the message moves to the dead letters; from any thread, before the commit runs.
     *
     * @param message what {@link #find} found
     */
    public void reject(Delivery delivery, Message message, AtomicCommit commit) {
        moveToDeadLetters(delivery.subscription().destination(), message, "rejected", delivery.failures() + 1, commit);
        commit.onCommitted(this, () -> {
            if (!isGone(delivery)) {
                queueOf(delivery).rejected(delivery);
            }
        });
        commit.onAborted(this, () -> release(delivery, false, 0, Completion.NONE));
    }

    /** Takes part in a transaction: the message goes back after the commit; from any thread, before the commit runs. */
    public void release(Delivery delivery, long delayMillis, AtomicCommit commit) {
        commit.onCommitted(this, () -> release(delivery, true, delayMillis, Completion.NONE));
        commit.onAborted(this, () -> release(delivery, false, 0, Completion.NONE));
    }

    /**
     * Takes part in a transaction: the message is stored with the commit, or, where nothing is stored, handed on after it;
     * from any thread, before the commit runs.
     */
    public void send(DestinationName name, Message message, AtomicCommit commit) {
        if (name.kind() != DestinationName.Kind.QUEUE) {
            commit.onCommitted(this, () -> send(name, message, Batch.Keep.VOLATILE, Completion.NONE));
            return;
        }
        commit.batch(this).store(message, message.persistent() ? Batch.Keep.DURABLE : Batch.Keep.VOLATILE);
        commit.onCommitted(this, () -> queue(name).counters.received++);
    }

    /** Adds the move of a message to the dead letters of its queue; a dead letter itself just goes. */
    void moveToDeadLetters(DestinationName queue, Message message, String reason, int failures, AtomicCommit commit) {
        commit.batch(this).remove(message);
        if (deadLetters.areIn(queue) || queue.kind().isTemporary()) {
            return;
        }
        String target = deadLetters.destination(queue);
        commit.batch(all.of(target)).store(deadLetters.letter(message, queue, reason, failures, nowMillis()));
        commit.onCommitted(this, () -> queue(queue).counters.deadLettered++);
    }

    /** A temporary destination begins; messages to one that does not exist go nowhere. */
    public void createTemporary(DestinationName name) {
        temporaries.add(name.text());
    }

    /** It ends, and all that is in it. */
    public void deleteTemporary(DestinationName name) {
        temporaries.remove(name.text());
        if (name.kind().isQueue()) {
            queues.remove(name.text());
            journal.handOver();
            removeAll(name.text(), 0, new CompletableFuture<>());
        }
    }

    /** {@code done} when everything handed over before is durable. */
    public void barrier(Completion done) {
        journal.handOver();
        back.flush().whenComplete((nothing, thrown) -> done.done(Journal.failure(thrown)));
    }

    /** Writes what is held back of these destinations; {@code done} when it is durable. */
    public void writeHeldBack(List<String> destinations, Completion done) {
        journal.handOver();
        front.writeHeldBack(destinations).whenComplete((nothing, thrown) -> done.done(Journal.failure(thrown)));
    }

    private Queue queueOf(Delivery delivery) {
        return queue(delivery.subscription().destination());
    }

    private Queue queue(DestinationName name) {
        Queue queue = queues.get(name.text());
        if (queue == null) {
            if (queues.size() >= manyQueues) {
                forgetIdle(nowMillis());
                manyQueues = Math.max(MANY, 2 * queues.size());
            }
            queue = new Queue(name, this, queueSettings);
            queues.put(name.text(), queue);
        }
        return queue;
    }

    private Topic topic(DestinationName name) {
        Topic topic = topics.get(name.text());
        if (topic == null) {
            if (topics.size() >= manyTopics) {
                topics.values().removeIf(Topic::isIdle);
                manyTopics = Math.max(MANY, 2 * topics.size());
            }
            topic = new Topic(name, this, topicSettings);
            topics.put(name.text(), topic);
        }
        return topic;
    }

    @Override
    public void ready(String destination) {
        Queue queue = queues.get(destination);
        if (queue != null) {
            queue.askDispatch();
        }
    }

    @Override
    public void expired(String destination, List<Message> messages) {
        try {
            queue(DestinationName.parse(destination)).expired(messages);
        } catch (IllegalArgumentException e) {
            LOG.warn("expired messages of a destination with a name that is none: {}", destination, e);
        }
    }

    @Override
    public void pushedOut(Message message) {
        LOG.debug("pushed out of memory: {}", message);
    }

    /** Everything that goes by time. About every 100 ms. */
    public void tick() {
        front.tick();
        long now = nowMillis();
        for (Topic topic : topics.values()) {
            topic.tick(now);
        }
        if (++ticks % PROBE_EVERY_TICKS == 0) {
            health.heldBack(this, front.refusal());
            probe.run();
        }
        if (ticks % SWEEP_EVERY_TICKS == 0) {
            forgetIdle(now);
        }
    }

    private void forgetIdle(long now) {
        topics.values().removeIf(Topic::isIdle);
        boolean many = queues.size() >= MANY;
        for (Iterator<Queue> each = queues.values().iterator(); each.hasNext(); ) {
            if (each.next().isIdle(now, many)) {
                // Its messages stay in the store; it is made again when somebody names it.
                each.remove();
            }
        }
    }

    /**
     * Removes what a queue holds now and nobody has; completes with how much that was. What waits for a time stays while
     * anything of the queue is out.
     */
    public CompletionStage<Long> purge(String destination) {
        journal.handOver();
        return new Purge(this, destination).run();
    }

    /** A purge has taken what it could claim, so many: what is left goes too, unless somebody has or awaits it. */
    void purgeRest(String destination, long before, CompletableFuture<Long> removed) {
        wantsNoMore(destination);
        Queue queue = queues.get(destination);
        if (queue == null || (queue.consumers() == 0 && queue.inFlight() == 0)) {
            removeAll(destination, before, removed);
        } else {
            removed.complete(before);
        }
    }

    /** Who claimed beside the queue has ended; its consumers, if there are any, go on. */
    void wantsNoMore(String destination) {
        Queue queue = queues.get(destination);
        if (queue == null || queue.consumers() == 0) {
            front.withdrawDemand(destination);
        } else {
            queue.askDispatch();
        }
    }

    private void removeAll(String destination, long before, CompletableFuture<Long> removed) {
        front.removeAll(destination, 1_000).whenComplete((messages, thrown) -> {
            StoreException failure = Journal.failure(thrown);
            if (failure != null) {
                removed.completeExceptionally(failure);
            } else if (messages.isEmpty()) {
                removed.complete(before);
            } else {
                lane.execute(() -> removeAll(destination, before + messages.size(), removed));
            }
        });
    }

    /** The oldest messages of a queue, those that are out included; they stay. */
    public CompletionStage<List<QueuedMessage>> peek(String destination, int max) {
        journal.handOver();
        return front.oldest(destination, 0, Long.MAX_VALUE, max, MAX_PEEKED_BYTES)
                .thenApply(messages -> messages.stream().map(QueuedMessage::of).toList());
    }

    /** Names of all destinations that have something in the back store, of every lane. */
    public CompletionStage<List<String>> storedNames() {
        return back.destinations();
    }

    public LaneStats stats() {
        return LaneStats.of(front.stats(), undeliverable);
    }

    /** Completes when everything taken is durable. */
    public CompletionStage<Void> flush() {
        journal.handOver();
        return front.flush();
    }

    /** A destination as it is now. */
    public CompletionStage<DestinationSnapshot> snapshot(String destination) {
        Queue queue = queues.get(destination);
        Topic topic = topics.get(destination);
        if (topic != null) {
            return CompletableFuture.completedFuture(DestinationSnapshot.of(topic));
        }
        return front.counts(destination)
                .thenCombine(
                        front.oldest(destination, 0, Long.MAX_VALUE, 1, 1),
                        (counts, oldest) -> DestinationSnapshot.of(
                                destination,
                                queue,
                                counts,
                                oldest.isEmpty()
                                        ? -1
                                        : nowMillis() - oldest.get(0).timestampMillis()));
    }

    /** Names of the destinations that are in memory. */
    public List<String> names() {
        List<String> names = new ArrayList<>(queues.keySet());
        names.addAll(topics.keySet());
        return names;
    }

    /** Ends the front store; the lane must still run. Not on the lane. */
    public void close() {
        front.close();
    }
}
