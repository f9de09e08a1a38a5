package org.stampedemq.storage.throttled;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.stampedemq.storage.Batch;
import org.stampedemq.storage.Message;
import org.stampedemq.storage.MessageStore;

/**
 * The writes on their way and the queue of those that wait. A waiting batch keeps its changes here, and the bodies of its
 * messages in the front store. Several waiting batches go as one; a message that is stored and removed within it is
 * never written. Owned by the owner's thread.
 */
final class HeldWrites {
    /** A batch that waits. Its stage completes when the store behind has it. */
    private static final class Waiting {
        private final List<Batch.Change> changes = new ArrayList<>();
        private final CompletableFuture<Void> stage = new CompletableFuture<>();
        private boolean urgent;
        private long bytes;
    }

    /** Stands for a message whose body is in the front store. */
    private record Place(String destination, Batch.Keep keep, int size) {}

    private final MessageStore behind;
    private final MessageStore front;
    private final ThrottleSettings settings;
    private final Deque<Waiting> queue = new ArrayDeque<>();
    private final Map<Long, Place> held = new HashMap<>();
    /** Removed by a waiting batch, and perhaps still there behind. */
    private final Set<Long> hidden = new HashSet<>();

    private int batchesOnTheWay;
    private long bytesOnTheWay;
    private long heldBytes;
    private long writesSaved;
    private boolean fetching;
    private CompletableFuture<Void> lastAnswer = CompletableFuture.completedFuture(null);

    HeldWrites(MessageStore behind, MessageStore front, ThrottleSettings settings) {
        this.behind = behind;
        this.front = front;
        this.settings = settings;
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    boolean holds(long sequence) {
        return held.containsKey(sequence);
    }

    boolean holdsNothing() {
        return held.isEmpty() && hidden.isEmpty();
    }

    boolean hides(long sequence) {
        return hidden.contains(sequence);
    }

    long heldBytes() {
        return heldBytes;
    }

    long writesSaved() {
        return writesSaved;
    }

    CompletionStage<Void> apply(Batch batch) {
        if (queue.isEmpty() && hasRoom(batch.bytes())) {
            return send(batch);
        }
        if (queue.isEmpty() || !removesHeldOnly(batch)) {
            return hold(batch);
        }
        // All of it is held back here: what was never written needs no removal.
        for (Batch.Change change : batch.changes()) {
            if (change instanceof Batch.Remove remove) {
                cancel(remove.sequence());
            }
        }
        return CompletableFuture.completedStage(null);
    }

    /** Forgets a message that is held back. Its write is saved. */
    void cancel(long sequence) {
        Place place = held.remove(sequence);
        if (place == null) {
            return;
        }
        writesSaved++;
        heldBytes -= place.size;
        for (Waiting waiting : queue) {
            waiting.changes.removeIf(change ->
                    change instanceof Batch.Store store && store.message().sequence() == sequence);
        }
        forgetInFront(place.destination, sequence, place.size);
    }

    /** Completes when everything handed over before is with the store behind and answered. */
    CompletionStage<Void> drained() {
        if (!queue.isEmpty()) {
            return queue.getLast().stage.handle((done, thrown) -> null);
        }
        return lastAnswer.handle((done, thrown) -> null);
    }

    private boolean hasRoom(long bytes) {
        return batchesOnTheWay == 0
                || (batchesOnTheWay < settings.maxBatches() && bytesOnTheWay + bytes <= settings.maxBytes());
    }

    private CompletionStage<Void> send(Batch batch) {
        long bytes = batch.bytes();
        batchesOnTheWay++;
        bytesOnTheWay += bytes;
        CompletableFuture<Void> answer = new CompletableFuture<>();
        lastAnswer = answer;
        behind.apply(batch).whenComplete((done, thrown) -> {
            batchesOnTheWay--;
            bytesOnTheWay -= bytes;
            if (thrown == null) {
                answer.complete(null);
            } else {
                answer.completeExceptionally(MergedReads.cause(thrown));
            }
            drain();
        });
        return answer;
    }

    private boolean removesHeldOnly(Batch batch) {
        for (Batch.Change change : batch.changes()) {
            if (!(change instanceof Batch.Remove remove) || !held.containsKey(remove.sequence())) {
                return false;
            }
        }
        return !batch.isEmpty();
    }

    private CompletionStage<Void> hold(Batch batch) {
        Waiting waiting = new Waiting();
        waiting.urgent = batch.urgency() == Batch.Urgency.NOW;
        Batch bodies = new Batch();
        for (Batch.Change change : batch.changes()) {
            if (change instanceof Batch.Store store) {
                Message message = store.message();
                Place place = new Place(message.destination(), store.keep(), message.size());
                if (held.putIfAbsent(message.sequence(), place) == null) {
                    bodies.store(message, Batch.Keep.VOLATILE);
                    waiting.bytes += message.size();
                    heldBytes += message.size();
                    waiting.changes.add(new Batch.Store(bodiless(message), store.keep()));
                }
            } else {
                if (change instanceof Batch.Remove remove) {
                    hidden.add(remove.sequence());
                }
                waiting.changes.add(change);
            }
        }
        queue.addLast(waiting);
        if (!bodies.isEmpty()) {
            front.apply(bodies).whenComplete((done, thrown) -> {
                if (thrown != null) {
                    refuse(waiting, bodies, MergedReads.cause(thrown));
                }
            });
        }
        drain();
        return waiting.stage;
    }

    /** The front store has no room: the batch is refused, whole. */
    private void refuse(Waiting waiting, Batch bodies, Throwable why) {
        if (!queue.remove(waiting)) {
            return;
        }
        for (Batch.Change change : bodies.changes()) {
            if (change instanceof Batch.Store store) {
                Place place = held.remove(store.message().sequence());
                heldBytes -= place == null ? 0 : place.size;
            }
        }
        unhide(waiting.changes);
        waiting.stage.completeExceptionally(why);
        drain();
    }

    /** Sends the first waiting batches as one, if there is room. */
    private void drain() {
        if (fetching || queue.isEmpty() || !hasRoom(queue.getFirst().bytes)) {
            return;
        }
        List<Waiting> group = new ArrayList<>();
        long bytes = 0;
        for (Waiting waiting : queue) {
            if (!group.isEmpty() && bytes + waiting.bytes > settings.maxBytes()) {
                break;
            }
            bytes += waiting.bytes;
            group.add(waiting);
        }
        Map<String, List<Long>> wanted = new LinkedHashMap<>();
        for (Waiting waiting : group) {
            for (Batch.Change change : waiting.changes) {
                if (change instanceof Batch.Store store) {
                    wanted.computeIfAbsent(store.message().destination(), d -> new ArrayList<>())
                            .add(store.message().sequence());
                }
            }
        }
        fetching = true;
        Map<Long, Message> bodies = new HashMap<>();
        CompletionStage<Void> fetched = CompletableFuture.completedStage(null);
        for (Map.Entry<String, List<Long>> each : wanted.entrySet()) {
            long[] sequences =
                    each.getValue().stream().mapToLong(Long::longValue).toArray();
            fetched = fetched.thenCombine(front.get(each.getKey(), sequences), (nothing, messages) -> {
                messages.forEach(message -> bodies.put(message.sequence(), message));
                return null;
            });
        }
        fetched.whenComplete((nothing, thrown) -> {
            fetching = false;
            if (thrown == null) {
                sendGroup(group, bodies);
            } else {
                group.forEach(waiting -> refuse(waiting, bodiless(waiting), MergedReads.cause(thrown)));
            }
            drain();
        });
    }

    private void sendGroup(List<Waiting> group, Map<Long, Message> bodies) {
        Batch batch = new Batch();
        List<Batch.Store> written = new ArrayList<>();
        List<Waiting> sent = new ArrayList<>();
        Set<Long> removedHere = new HashSet<>();
        for (Waiting waiting : group) {
            // Whatever was refused or cancelled while the bodies were fetched is not in the queue, or not in the
            // changes.
            for (Batch.Change change : queue.contains(waiting) ? waiting.changes : List.<Batch.Change>of()) {
                if (change instanceof Batch.Remove remove) {
                    removedHere.add(remove.sequence());
                }
            }
        }
        for (Waiting waiting : group) {
            if (!queue.remove(waiting)) {
                continue;
            }
            sent.add(waiting);
            for (Batch.Change change : waiting.changes) {
                if (change instanceof Batch.Store store) {
                    long sequence = store.message().sequence();
                    Message message = bodies.get(sequence);
                    Place place = held.remove(sequence);
                    heldBytes -= place == null ? 0 : place.size;
                    written.add(store);
                    if (message != null && !removedHere.contains(sequence)) {
                        batch.store(message, store.keep());
                    } else {
                        writesSaved++;
                    }
                } else {
                    batch.add(change);
                }
            }
            if (waiting.urgent) {
                batch.urgent();
            }
        }
        CompletionStage<Void> answer = send(batch);
        sent.forEach(waiting -> unhide(waiting.changes));
        answer.whenComplete((done, thrown) -> {
            written.forEach(store ->
                    forgetInFront(store.message().destination(), store.message().sequence(), 0));
            for (Waiting waiting : sent) {
                if (thrown == null) {
                    waiting.stage.complete(null);
                } else {
                    waiting.stage.completeExceptionally(MergedReads.cause(thrown));
                }
            }
        });
    }

    private void unhide(List<Batch.Change> changes) {
        for (Batch.Change change : changes) {
            if (change instanceof Batch.Remove remove) {
                hidden.remove(remove.sequence());
            }
        }
    }

    private void forgetInFront(String destination, long sequence, int size) {
        front.apply(new Batch().remove(destination, sequence, size, 0, 0)).whenComplete((done, thrown) -> {});
    }

    private static Message bodiless(Message message) {
        return Message.draft(message.destination(), 0).seal().withSequence(message.sequence());
    }

    private static Batch bodiless(Waiting waiting) {
        Batch batch = new Batch();
        waiting.changes.forEach(batch::add);
        return batch;
    }
}
