package org.stampedemq.storage.tiered;

import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.stampedemq.storage.Batch;
import org.stampedemq.storage.Capability;

/**
 * The destinations that are known in memory. One is made at its first use and forgotten when nothing of it has been in
 * memory, wanted or under way for a while: twenty thousand names used once leave nothing behind. One that has messages in the
 * back store alone is kept, so that it need not be recovered again, unless there are very many of those.
 */
final class Orders {
    private static final int MOST_WITH_NOTHING_IN_MEMORY = 10_000;
    private static final long SWEEP_MILLIS = 1_000;

    private final Tier tier;
    private final Map<String, Order> byDestination = new HashMap<>();
    private @Nullable Order last;
    private long sweptAtElapsedMillis;

    Orders(Tier tier) {
        this.tier = tier;
    }

    /** The order of a destination, made if there is none. */
    Order of(String destination) {
        Order order = find(destination);
        if (order == null) {
            long bornAt = tier.back.nextSequence();
            long otherLivesBelow = tier.back.capabilities().contains(Capability.SHARED) ? bornAt : tier.lifeBeganAt;
            order = new Order(destination, bornAt, otherLivesBelow, tier.settings.handOutBlock());
            byDestination.put(destination, order);
            last = order;
            // At once, so that it tells of an earlier life and not of the mark that rides in the first batch of this
            // one.
            tier.refill.recover(order);
        }
        return order;
    }

    @Nullable
    Order find(String destination) {
        Order order = last;
        if (order != null && order.destination.equals(destination)) {
            return order;
        }
        order = byDestination.get(destination);
        if (order != null) {
            last = order;
        }
        return order;
    }

    Collection<Order> all() {
        return byDestination.values();
    }

    int size() {
        return byDestination.size();
    }

    void tick() {
        if (tier.turn.elapsedMillis() - sweptAtElapsedMillis >= SWEEP_MILLIS) {
            sweptAtElapsedMillis = tier.turn.elapsedMillis();
            sweep();
        }
    }

    /** Persists low-water marks, gives failed reads another try, forgets what is idle. */
    private void sweep() {
        Batch lowWaters = new Batch();
        boolean many = byDestination.size() > MOST_WITH_NOTHING_IN_MEMORY;
        Iterator<Order> each = byDestination.values().iterator();
        while (each.hasNext()) {
            Order order = each.next();
            if (order.wanting || !order.waiters.isEmpty()) {
                tier.turn.touch(order);
            }
            if (!order.idle) {
                addLowWater(order, lowWaters);
                order.idle = true;
            } else if (order.empty() && (order.caughtUp() || many) && !order.touched) {
                each.remove();
                last = null;
            }
        }
        if (!lowWaters.isEmpty()) {
            // Nobody waits for it, and one that is lost is made up by the next.
            tier.turn.when(tier.back.apply(lowWaters), done -> {}, refused -> {});
        }
    }

    /** Nothing stored lies below what is in memory and what the cursor has passed. */
    private static void addLowWater(Order order, Batch batch) {
        if (!order.recovered) {
            return;
        }
        long low = Math.min(order.cursor + 1, order.entries.lowestKey());
        if (low > order.lowWater) {
            order.lowWater = low;
            batch.add(new Batch.LowWater(order.destination, low));
        }
    }
}
