package org.stampedemq.broker.destination;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stampedemq.broker.lane.Lane;
import org.stampedemq.storage.Batch;
import org.stampedemq.storage.StoreException;
import org.stampedemq.storage.tiered.FrontStore;

/**
 * Changes on several lanes that take effect together: each lane reserves its part, one batch goes to the back store, each
 * lane applies its part. The first part's lane coordinates. Used by COMMIT and by the move to the dead letters.
 *
 * <pre>
 *   coordinator ─► lanes: prepare ─► coordinator: one batch, synced ─► lanes: committed | aborted ─► done
 * </pre>
 */
public final class AtomicCommit {
    private final List<Part> parts = new ArrayList<>();
    private int waiting;

    /** What one lane contributes. Filled before {@link #run}. */
    private static final class Part {
        private final LaneDestinations where;
        private final Batch batch = new Batch();
        private final List<Runnable> onCommitted = new ArrayList<>();
        private final List<Runnable> onAborted = new ArrayList<>();
        private FrontStore.@Nullable Prepared prepared;

        private Part(LaneDestinations where) {
            this.where = where;
        }

        private void end(boolean committed) {
            FrontStore.Prepared reserved = prepared;
            if (reserved == null) {
                throw new IllegalStateException("ended before it was prepared");
            }
            if (committed) {
                reserved.committed();
                onCommitted.forEach(Runnable::run);
            } else {
                reserved.aborted();
                onAborted.forEach(Runnable::run);
            }
        }
    }

    /** The batch of one lane, to be filled. */
    public Batch batch(LaneDestinations where) {
        return part(where).batch;
    }

    /** Runs on that lane once all is durable. */
    public void onCommitted(LaneDestinations where, Runnable action) {
        part(where).onCommitted.add(action);
    }

    /** Runs on that lane if nothing took effect. */
    public void onAborted(LaneDestinations where, Runnable action) {
        part(where).onAborted.add(action);
    }

    private Part part(LaneDestinations where) {
        for (Part part : parts) {
            if (part.where == where) {
                return part;
            }
        }
        Part part = new Part(where);
        parts.add(part);
        return part;
    }

    public boolean isEmpty() {
        return parts.isEmpty();
    }

    /**
     * Starts it.
     *
     * @param from the caller's lane
     * @param done called on the caller's lane
     */
    public void run(Lane from, Completion done) {
        if (parts.isEmpty()) {
            done.done(null);
            return;
        }
        Lane coordinator = parts.get(0).where.lane();
        waiting = parts.size();
        from.post(coordinator, () -> {
            for (Part part : parts) {
                Lane lane = part.where.lane();
                coordinator.post(lane, () -> {
                    part.prepared = part.where.prepare(part.batch);
                    lane.post(coordinator, () -> onePrepared(coordinator, from, done));
                });
            }
        });
    }

    private void onePrepared(Lane coordinator, Lane from, Completion done) {
        if (--waiting > 0) {
            return;
        }
        Batch whole = new Batch().urgent();
        for (Part part : parts) {
            if (part.prepared != null) {
                whole.addAll(part.prepared.batch());
            }
        }
        parts.get(0).where.back().apply(whole).whenComplete((nothing, thrown) -> {
            StoreException failure = Journal.failure(thrown);
            if (failure != null) {
                parts.get(0).where.health().refused(failure);
            }
            for (Part part : parts) {
                coordinator.post(part.where.lane(), () -> part.end(failure == null));
            }
            coordinator.post(from, () -> done.done(failure));
        });
    }
}
