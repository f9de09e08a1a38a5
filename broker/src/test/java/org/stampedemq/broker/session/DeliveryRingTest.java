package org.stampedemq.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.stampedemq.broker.destination.Delivery;

/** Against a sorted map, at random. */
class DeliveryRingTest {
    private final List<Delivery> spare = new ArrayList<>();

    @Test
    void itIsASortedMapWhateverTheOrderOfSettling() {
        for (int seed = 0; seed < 20; seed++) {
            long first = ((seed + 1L) << 32) + 1;
            DeliveryRing ring = new DeliveryRing(first);
            TreeMap<Long, Delivery> model = new TreeMap<>();
            SplittableRandom random = new SplittableRandom(seed);
            long next = first;
            for (int step = 0; step < 20_000; step++) {
                int die = random.nextInt(100);
                int most = seed % 2 == 0 ? 50 : 2_000;
                if (die < 50 && model.size() < most) {
                    Delivery delivery = Deliveries.ofTopic();
                    ring.add(delivery);
                    assertThat(delivery.ackNumber).isEqualTo(next);
                    model.put(next++, delivery);
                } else if (!model.isEmpty() && die < 97) {
                    // Mostly the oldest, sometimes any, so that some stay behind for long.
                    Long number =
                            die < 80 ? oldish(model, random) : model.ceilingKey(first + random.nextLong(next - first));
                    if (number == null) {
                        number = model.lastKey();
                    }
                    Delivery delivery = model.remove(number);
                    if (delivery != null) {
                        ring.remove(delivery);
                        assertThat(ring.get(number)).isNull();
                        ring.remove(delivery);
                    }
                } else {
                    long any = first - 5 + random.nextLong(next - first + 10);
                    assertThat(ring.get(any)).isSameAs(model.get(any));
                }
                assertThat(ring.size()).isEqualTo(model.size());
            }
            spare.clear();
            ring.forEach(spare::add);
            assertThat(spare).containsExactlyElementsOf(model.values());
            spare.clear();
            ring.drain(spare::add);
            assertThat(spare).containsExactlyElementsOf(model.values());
            assertThat(ring.size()).isZero();
            assertThat(ring.get(next - 1)).isNull();
        }
    }

    private static Long oldish(NavigableMap<Long, Delivery> model, SplittableRandom random) {
        Long number = model.firstKey();
        if (model.size() > 1 && random.nextInt(50) != 0) {
            number = model.higherKey(number);
        }
        return number == null ? model.firstKey() : number;
    }
}
