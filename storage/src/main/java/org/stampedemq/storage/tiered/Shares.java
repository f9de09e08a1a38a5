package org.stampedemq.storage.tiered;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How much of the front store each destination may fill. Every destination that has something in its window or that
 * somebody wants has an equal share; it may take more while others leave theirs. When all windows together exceed the
 * bound, whoever is furthest over its share gives up its highest messages first, and whoever is wanted keeps its lowest one
 * whatever its size. What is not written yet is written before it may go.
 */
final class Shares {
    private final Tier tier;
    private final long maxBytes;
    private long totalBytes;
    private long totalMessages;
    private int sharing;
    private int writesForRoom;

    Shares(Tier tier) {
        this.tier = tier;
        this.maxBytes = tier.settings.maxBytes();
    }

    /** Bytes that each destination may fill for certain. */
    long share() {
        return sharing <= 1 ? maxBytes : maxBytes / sharing;
    }

    long bytes() {
        return totalBytes;
    }

    long messages() {
        return totalMessages;
    }

    /** An entry came into its window. */
    void added(Entry entry) {
        Order order = entry.order;
        boolean bodyElsewhere = entry.written == Entry.Written.YES && entry.size > share();
        entry.readThrough = bodyElsewhere;
        entry.charge = (long) Entry.OVERHEAD_BYTES + (bodyElsewhere ? 0 : entry.size);
        order.windowBytes += entry.charge;
        totalBytes += entry.charge;
        totalMessages++;
        if (!order.sharing) {
            note(order);
        }
    }

    /** An entry left its window. */
    void removed(Entry entry) {
        Order order = entry.order;
        order.windowBytes -= entry.charge;
        totalBytes -= entry.charge;
        totalMessages--;
        if (order.window.size() == 0) {
            note(order);
        }
    }

    /** Somebody wants the destination, or nobody any more. */
    void note(Order order) {
        boolean shares = order.demand || order.window.size() > 0;
        if (shares != order.sharing) {
            order.sharing = shares;
            sharing += shares ? 1 : -1;
        }
    }

    /** Restores the bound if it is exceeded. */
    void keep() {
        if (totalBytes <= maxBytes || writesForRoom > 0 || tier.heldBack.refusing()) {
            return;
        }
        // A sixteenth below the bound, so that one search pays for many messages.
        long goal = maxBytes - maxBytes / 16;
        long share = share() - share() / 16;
        List<Order> over = new ArrayList<>();
        for (Order order : tier.orders.all()) {
            if (order.windowBytes > share) {
                over.add(order);
            }
        }
        over.sort(Comparator.comparingLong((Order order) -> order.windowBytes).reversed());
        for (Order order : over) {
            if (totalBytes <= goal) {
                return;
            }
            shrink(order, Math.max(share, order.windowBytes - (totalBytes - goal)));
        }
    }

    /** Restores the bound on messages of one window. */
    void trim(Order order) {
        while (order.window.size() > Math.max(1, tier.settings.windowMessages()) && evictLast(order)) {
            // One at a time: what was given back pushes out the highest.
        }
    }

    /** A write that was asked for to make room has been answered. */
    void wroteForRoom() {
        writesForRoom--;
    }

    private void shrink(Order order, long downTo) {
        int least = order.demand ? 1 : 0;
        while (order.windowBytes > downTo && order.window.size() > least) {
            if (!evictLast(order)) {
                writeForRoom(order, order.windowBytes - downTo, least);
                return;
            }
        }
    }

    private boolean evictLast(Order order) {
        Entry last = order.window.last();
        if (last == null) {
            return false;
        }
        if (last.written == Entry.Written.YES) {
            order.window.remove(last);
            removed(last);
            tier.fresh.release(last);
            if (last.cached) {
                tier.bodies.drop(order.destination, last.sequence);
            }
            order.leaveToBack(last);
            tier.evicted++;
            return true;
        }
        if (last.written == Entry.Written.NO && !last.behind() && !tier.readiness.spills(last)) {
            tier.readiness.pushOut(last);
            return true;
        }
        return false;
    }

    private void writeForRoom(Order order, long bytes, int least) {
        long found = 0;
        for (int rank = order.window.size() - 1; rank >= least && found < bytes; rank--) {
            Entry entry = order.window.get(rank);
            found += entry.charge;
            if (entry.written == Entry.Written.NO && (entry.behind() || tier.readiness.spills(entry))) {
                writesForRoom++;
                entry.forRoom = true;
                tier.heldBack.write(entry);
            }
        }
    }
}
