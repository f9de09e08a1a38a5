package org.stampedemq.broker.maintenance;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stampedemq.broker.destination.LaneDestinations;

/** The node's one clock: what time it is, and the ticks of the lanes. */
public final class Clock implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Clock.class);

    private static final Duration TICK = Duration.ofMillis(100);

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "stampede-clock");
        made.setDaemon(true);
        return made;
    });

    /** Epoch milliseconds. From any thread. */
    public LongSupplier millis() {
        return System::currentTimeMillis;
    }

    /** Milliseconds of a clock that never goes back, from an arbitrary origin. From any thread. */
    public LongSupplier monotonicMillis() {
        return () -> System.nanoTime() / 1_000_000;
    }

    /** Ticks this lane from now on. A lane that is behind is not ticked again before it has caught up. */
    public void drive(LaneDestinations lane) {
        AtomicBoolean underWay = new AtomicBoolean();
        every(TICK, () -> {
            if (underWay.compareAndSet(false, true)) {
                lane.lane().execute(() -> {
                    underWay.set(false);
                    lane.tick();
                });
            }
        });
    }

    private void every(Duration interval, Runnable post) {
        ScheduledFuture<?> ignored = thread.scheduleWithFixedDelay(
                () -> {
                    try {
                        post.run();
                    } catch (RuntimeException e) {
                        // A lane that is shutting down refuses; the others must go on ticking.
                        LOG.debug("a tick could not be posted", e);
                    }
                },
                interval.toMillis(),
                interval.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
