package org.stampedemq.broker.session;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stampedemq.broker.destination.Completion;
import org.stampedemq.broker.destination.DestinationName;
import org.stampedemq.broker.destination.LaneDestinations;
import org.stampedemq.broker.lane.Lane;
import org.stampedemq.storage.StoreException;

/**
 * What a connection has sent and what is not settled yet. Bounds it: beyond the window the connection is not read, which
 * is how a slow store slows its producers. And keeps a promise: no ACK becomes durable before the persistent SENDs that
 * this connection made earlier, so that a worker which sends a result and then acknowledges its task loses neither. Owned
 * by the loop.
 */
final class SendBook {
    private static final Logger LOG = LoggerFactory.getLogger(SendBook.class);

    /** A client that sends to more destinations than this without an ACK has them written early, rather than remembered. */
    private static final int MAX_HELD_BACK_NAMES = 1_000;

    private final Session session;
    /** Persistent ones, in the order they were sent. */
    private final ArrayDeque<Unsettled> ordered = new ArrayDeque<>();

    private final ArrayDeque<Deferred> deferred = new ArrayDeque<>();
    /** Destinations for which something may be held back, by where they live. */
    private final Map<LaneDestinations, Set<String>> heldBack = new HashMap<>();

    private int heldBackNames;
    private @Nullable String lastHeldBack;
    /** What goes to the lanes only behind a COMMIT that is under way. */
    private final ArrayDeque<Deferred> behindCommit = new ArrayDeque<>();

    private @Nullable Runnable whenNoneUnsettled;
    private @Nullable Runnable whenGone;
    private long lastCommit;
    private long settledCommit;
    private int unsettled;
    private long unsettledBytes;
    private long opened;
    private boolean paused;
    private boolean forgotten;

    private record Deferred(long after, Runnable action) {}

    SendBook(Session session) {
        this.session = session;
    }

    /** One frame that is under way; tells the loop when it is settled. One object for all of that. */
    final class Unsettled implements Completion, Runnable {
        private final long bytes;
        private final long number;
        private final ReceiptBook.@Nullable Slot receipt;
        private @Nullable Lane from;
        private @Nullable StoreException failure;
        private boolean settled;
        private boolean commit;

        private Unsettled(long bytes, long number, ReceiptBook.@Nullable Slot receipt) {
            this.bytes = bytes;
            this.number = number;
            this.receipt = receipt;
        }

        /** On which lane {@link #done} will be called. */
        Unsettled from(Lane lane) {
            this.from = lane;
            return this;
        }

        @Override
        public void done(@Nullable StoreException thrown) {
            failure = thrown;
            Lane lane = from;
            if (lane == null) {
                throw new IllegalStateException("settled by nobody");
            }
            lane.post(session.lane(), this);
        }

        @Override
        public void run() {
            settleHere(failure);
        }

        /** As {@link #done}, when the caller is on the session's loop already. */
        void settleHere(@Nullable StoreException thrown) {
            settled = true;
            unsettled--;
            unsettledBytes -= bytes;
            if (session.hasFailed()) {
                return;
            }
            if (thrown != null) {
                refuse(thrown, receipt);
                return;
            }
            if (commit) {
                settledCommit = number;
                runBehindCommit();
            }
            session.receipts().due(receipt);
            runDeferred();
            resumeIfRoom();
        }
    }

    /** A persistent SEND, or whatever else ACKs must come after. */
    Unsettled open(long bytes, ReceiptBook.@Nullable Slot receipt) {
        Unsettled one = openUnordered(bytes, receipt);
        ordered.add(one);
        return one;
    }

    /** A SEND that no ACK needs to wait for. */
    Unsettled openUnordered(long bytes, ReceiptBook.@Nullable Slot receipt) {
        unsettled++;
        unsettledBytes += bytes;
        return new Unsettled(bytes, ++opened, receipt);
    }

    /** After each frame: beyond the window no further one is read. */
    void pauseIfFull() {
        if (!paused && !isWithinWindow(1)) {
            paused = true;
            session.connection().pauseReading();
        }
    }

    /** Receipts count too: those of frames that are done at once still wait for the ones before them. */
    private boolean isWithinWindow(int divisor) {
        SessionSettings settings = session.node().settings();
        int mostMessages = settings.maxUnsettledMessages() / divisor;
        long mostBytes = settings.maxUnsettledBytes() / divisor;
        ReceiptBook receipts = session.receipts();
        return unsettled <= mostMessages
                && unsettledBytes <= mostBytes
                && receipts.size() <= mostMessages
                && receipts.octets() <= mostBytes;
    }

    /** This destination may hold back something of this connection from now on. */
    void mayBeHeldBack(DestinationName name, LaneDestinations home) {
        if (name.text().equals(lastHeldBack)) {
            return;
        }
        if (heldBackNames >= MAX_HELD_BACK_NAMES) {
            // Before this name is added: its message reaches the lane only after what is written now.
            writeHeldBack();
        }
        lastHeldBack = name.text();
        if (heldBack.computeIfAbsent(home, any -> new HashSet<>()).add(name.text())) {
            heldBackNames++;
        }
    }

    /** Runs the action once every persistent SEND made so far is durable: at once if none is under way. */
    void afterEarlier(Runnable action) {
        if (heldBack.isEmpty() && ordered.isEmpty() && deferred.isEmpty()) {
            action.run();
            return;
        }
        writeHeldBack();
        deferred.add(new Deferred(opened, action));
        runDeferred();
    }

    /**
     * Runs a COMMIT once every persistent SEND made so far is durable. ACKs made later wait for it as for a SEND, and what
     * is sent later goes to the lanes behind it.
     */
    void commit(long bytes, ReceiptBook.@Nullable Slot receipt, Consumer<Unsettled> action) {
        writeHeldBack();
        long earlier = opened;
        Unsettled one = open(bytes, receipt);
        one.commit = true;
        lastCommit = one.number;
        deferred.add(new Deferred(earlier, () -> action.accept(one)));
        runDeferred();
    }

    /** Whether a COMMIT is under way: SENDs must not overtake it. */
    boolean isCommitting() {
        return settledCommit < lastCommit;
    }

    /** Runs what hands something to a lane: at once, or behind the COMMITs made so far. */
    void handOver(Runnable post) {
        if (isCommitting()) {
            behindCommit.add(new Deferred(lastCommit, post));
        } else {
            post.run();
        }
    }

    private void runBehindCommit() {
        while (!behindCommit.isEmpty() && behindCommit.peek().after <= settledCommit) {
            behindCommit.remove().action.run();
        }
    }

    private void writeHeldBack() {
        heldBack.forEach((home, names) -> {
            List<String> list = new ArrayList<>(names);
            Unsettled written = open(0, null).from(home.lane());
            session.lane().post(home.lane(), () -> home.writeHeldBack(list, written));
        });
        heldBack.clear();
        heldBackNames = 0;
        lastHeldBack = null;
    }

    /** Runs the action once all this connection did is durable, its acknowledgements too, and nothing is under way. */
    void whenAllDurable(Runnable action) {
        afterEarlier(() -> {
            whenNoneUnsettled = action;
            // All are open before the first can be settled, so that the action waits for every one.
            Map<LaneDestinations, Unsettled> barriers = new LinkedHashMap<>();
            for (LaneDestinations home : session.node().destinations().all()) {
                barriers.put(home, open(0, null).from(home.lane()));
            }
            barriers.forEach((home, barrier) -> session.lane().post(home.lane(), () -> home.barrier(barrier)));
        });
    }

    private void runDeferred() {
        while (!ordered.isEmpty() && ordered.peek().settled) {
            ordered.remove();
        }
        Unsettled oldest = ordered.peek();
        long reached = oldest == null ? Long.MAX_VALUE : oldest.number - 1;
        while (!deferred.isEmpty() && deferred.peek().after <= reached) {
            deferred.remove().action.run();
            oldest = ordered.peek();
            reached = oldest == null ? Long.MAX_VALUE : oldest.number - 1;
        }
        Runnable last = whenNoneUnsettled;
        if (last != null && unsettled == 0) {
            whenNoneUnsettled = null;
            last.run();
        }
    }

    private void resumeIfRoom() {
        // A session that ends reads nothing more, and would take what comes for a frame after DISCONNECT.
        if (paused && session.isOpen() && isWithinWindow(2)) {
            paused = false;
            session.connection().resumeReading();
        }
    }

    private void refuse(StoreException thrown, ReceiptBook.@Nullable Slot receipt) {
        session.node().counters().addNotStored();
        if (session.isOver()) {
            Runnable last = whenGone;
            if (last != null) {
                forgetAll();
                last.run();
            }
            return;
        }
        LOG.warn(
                "not stored, connection {} is told and closed: {}",
                session.connection().id(),
                thrown.getMessage());
        String why = switch (thrown.kind()) {
            case FULL -> "not stored: the store has no room at present; send it again later";
            case IN_DOUBT -> "it is not known whether this was stored; send it again and expect a duplicate";
            case UNAVAILABLE -> "not stored: the store does not answer at present; send it again later";
            case CLOSED -> "not stored: this node is stopping; connect to another and send it again";
            case BROKEN, CORRUPT -> "not stored: the store of this node has failed; the operator must look at it";
        };
        // It is not the client that failed with what it has in hand.
        session.excuse();
        session.fail(why, receipt == null ? null : receipt.rawId());
    }

    /**
     * The connection is gone. What it had said in full before that still happens, in its order; then, or at once if the
     * session failed, comes the action. It is the last.
     */
    void closed(boolean failed, Runnable action) {
        whenNoneUnsettled = null;
        heldBack.clear();
        if (failed) {
            forgetAll();
        }
        if (forgotten || (deferred.isEmpty() && !isCommitting())) {
            action.run();
            return;
        }
        Runnable once = () -> {
            whenGone = null;
            action.run();
        };
        whenGone = once;
        deferred.add(new Deferred(opened, once));
    }

    /** Whether nothing that waited here will happen any more. */
    boolean isForgotten() {
        return forgotten;
    }

    private void forgetAll() {
        forgotten = true;
        deferred.clear();
        ordered.clear();
        heldBack.clear();
        behindCommit.clear();
        whenNoneUnsettled = null;
    }
}
