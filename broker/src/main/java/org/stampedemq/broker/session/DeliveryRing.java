package org.stampedemq.broker.session;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.stampedemq.broker.destination.Delivery;

/**
 * Deliveries of a connection that await an ACK, by a number that counts up: an array with a moving base, since they are
 * settled nearly in order. No hashing, no boxing. Holds as many as the prefetches of all subscriptions allow. Owned by the loop.
 */
final class DeliveryRing {
    private @Nullable Delivery[] slots = new Delivery[64];
    private long base;
    private long next;
    private int size;
    /** Unsettled ones that the ring has long passed by, so that one of them cannot make it grow for ever. */
    private final Map<Long, Delivery> stragglers = new HashMap<>();

    /**
     * Numbers begin with this one.
     *
     * @param first unique to the connection, so that the number of another connection is never taken for one of this
     */
    DeliveryRing(long first) {
        this.base = first;
        this.next = first;
    }

    /** Gives the delivery its number. */
    void add(Delivery delivery) {
        if (next - base == slots.length) {
            makeRoom();
        }
        delivery.ackNumber = next;
        slots[index(next)] = delivery;
        next++;
        size++;
    }

    @Nullable
    Delivery get(long number) {
        if (number < base) {
            return stragglers.isEmpty() ? null : stragglers.get(number);
        }
        return number >= next ? null : slots[index(number)];
    }

    void remove(Delivery delivery) {
        long number = delivery.ackNumber;
        if (number < base) {
            if (stragglers.remove(number) != null) {
                size--;
            }
            return;
        }
        if (get(number) != delivery) {
            return;
        }
        slots[index(number)] = null;
        size--;
        while (base < next && slots[index(base)] == null) {
            base++;
        }
    }

    int size() {
        return size;
    }

    /** Visits all, lowest first; the visitor changes nothing here. */
    void forEach(Consumer<Delivery> visitor) {
        stragglers.keySet().stream().sorted().forEach(number -> {
            Delivery delivery = stragglers.get(number);
            if (delivery != null) {
                visitor.accept(delivery);
            }
        });
        for (long number = base; number < next; number++) {
            Delivery delivery = slots[index(number)];
            if (delivery != null) {
                visitor.accept(delivery);
            }
        }
    }

    /** Takes all out, lowest first. */
    void drain(Consumer<Delivery> target) {
        forEach(target);
        stragglers.clear();
        Arrays.fill(slots, null);
        base = next;
        size = 0;
    }

    private int index(long number) {
        return (int) (number & (slots.length - 1));
    }

    private void makeRoom() {
        if (size - stragglers.size() <= slots.length / 2) {
            for (long end = base + slots.length / 2;
                    base < end || (base < next && slots[index(base)] == null);
                    base++) {
                Delivery delivery = slots[index(base)];
                slots[index(base)] = null;
                if (delivery != null) {
                    stragglers.put(base, delivery);
                }
            }
            return;
        }
        @Nullable Delivery[] larger = new Delivery[slots.length * 2];
        for (long number = base; number < next; number++) {
            larger[(int) (number & (larger.length - 1))] = slots[index(number)];
        }
        slots = larger;
    }
}
