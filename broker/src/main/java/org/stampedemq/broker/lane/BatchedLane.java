package org.stampedemq.broker.lane;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A lane over an executor that runs one action at a time and knows the end of its turns, such as an event loop. */
public final class BatchedLane implements Lane {
    private static final Logger LOG = LoggerFactory.getLogger(BatchedLane.class);

    private final int index;
    private final Executor executor;
    private final BooleanSupplier inLane;
    private final Consumer<Runnable> atTurnEnd;
    /** By index of the target; null where nothing waits. Owned by the lane. */
    private final @Nullable List<Runnable>[] outbound;

    private final Runnable handOver = this::handOver;
    private final List<Lane> waiting = new ArrayList<>();
    private boolean handOverAsked;

    /**
     * @param lanes how many lanes there are in all
     * @param executor runs actions in the order they came, one at a time
     */
    @SuppressWarnings({"unchecked", "rawtypes"})
    public BatchedLane(int index, int lanes, Executor executor, BooleanSupplier inLane, Consumer<Runnable> atTurnEnd) {
        this.index = index;
        this.executor = executor;
        this.inLane = inLane;
        this.atTurnEnd = atTurnEnd;
        this.outbound = new List[lanes];
    }

    @Override
    public void execute(Runnable action) {
        executor.execute(action);
    }

    @Override
    public boolean inLane() {
        return inLane.getAsBoolean();
    }

    @Override
    public int index() {
        return index;
    }

    @Override
    public void atTurnEnd(Runnable action) {
        atTurnEnd.accept(action);
    }

    @Override
    public void post(Lane target, Runnable action) {
        if (target == this) {
            action.run();
            return;
        }
        List<Runnable> batch = outbound[target.index()];
        if (batch == null) {
            batch = new ArrayList<>();
            outbound[target.index()] = batch;
            waiting.add(target);
        }
        batch.add(action);
        if (!handOverAsked) {
            handOverAsked = true;
            atTurnEnd.accept(handOver);
        }
    }

    private void handOver() {
        handOverAsked = false;
        for (Lane target : waiting) {
            List<Runnable> batch = outbound[target.index()];
            outbound[target.index()] = null;
            if (batch != null) {
                target.execute(() -> runAll(batch));
            }
        }
        waiting.clear();
    }

    private static void runAll(List<Runnable> batch) {
        for (Runnable action : batch) {
            try {
                action.run();
            } catch (RuntimeException e) {
                // One action's defect must not swallow what others handed over with it.
                LOG.error("an action handed over between lanes failed; the ones after it go on", e);
            }
        }
    }
}
