package org.stampedemq.storage.tiered;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.stampedemq.storage.Batch.Keep;

/**
 * No message starves: in every case of docs/STORAGE.md nothing is overtaken in the front store, while the ancestor's policy
 * lets messages wait for as long as it runs. Steps of 10 ms of a hand-moved clock; the back store answers a step late.
 */
final class NobodyStarvesTest {
    private static final String QUEUE = "/queue/a";
    private static final int ROOM = 20;

    private static OrderPolicy ancestor() {
        return new AncestorPolicy(ROOM);
    }

    @ParameterizedTest
    @EnumSource(Keep.class)
    void overload(Keep keep) {
        Overtakes product = overload(new TieredPolicy(ROOM, keep));
        assertThat(product.most()).isZero();
        assertThat(product.claims()).isBetween(1_150, 1_200);
        assertThat(overload(ancestor()).most()).isGreaterThan(500);
    }

    /** 100 a second in, 40 out, for 30 s. */
    private static Overtakes overload(OrderPolicy policy) {
        Overtakes overtakes = new Overtakes(policy);
        for (int step = 0; step < 3_000; step++) {
            overtakes.send(QUEUE, 1);
            if (step % 5 == 4) {
                overtakes.consume(QUEUE, 2);
            }
            overtakes.step();
        }
        return overtakes;
    }

    @Test
    void roomyFront() {
        assertThat(overload(new TieredPolicy(10_000, Keep.DURABLE)).most()).isZero();
    }

    @ParameterizedTest
    @EnumSource(Keep.class)
    void backlogThenBalance(Keep keep) {
        Overtakes product = balance(new TieredPolicy(ROOM, keep), false);
        assertThat(product.most()).isZero();
        assertThat(product.claims()).isGreaterThan(1_400);
        assertThat(balance(ancestor(), false).most()).isGreaterThan(500);
    }

    @ParameterizedTest
    @EnumSource(names = {"DURABLE", "BEHIND"})
    void restartThenBalance(Keep keep) {
        Overtakes product = balance(new TieredPolicy(ROOM, keep), true);
        assertThat(product.most()).isZero();
        assertThat(product.claims()).isGreaterThan(1_400);
        assertThat(balance(ancestor(), true).most()).isGreaterThan(500);
    }

    /** 500 waiting, then 50 a second in and out for 30 s. */
    private static Overtakes balance(OrderPolicy policy, boolean restart) {
        Overtakes overtakes = new Overtakes(policy);
        for (int step = 0; step < 100; step++) {
            overtakes.send(QUEUE, 5);
            overtakes.step();
        }
        if (restart) {
            overtakes.restart();
        }
        for (int step = 0; step < 3_000; step++) {
            if (step % 2 == 0) {
                overtakes.send(QUEUE, 1);
            } else {
                overtakes.consume(QUEUE, 1);
            }
            overtakes.step();
        }
        return overtakes;
    }

    @Test
    void oneHotQueueAndFiftyColdOnes() {
        Overtakes product = hotAndCold(() -> new TieredPolicy(ROOM, Keep.DURABLE));
        assertThat(product.most()).isZero();
        for (int cold = 0; cold < 50; cold++) {
            assertThat(product.waiting("/queue/cold" + cold)).isZero();
        }
        assertThat(hotAndCold(NobodyStarvesTest::ancestor).most()).isGreaterThan(500);
    }

    /** The hot one is overloaded; each cold one gets a message and a consumer that asks every half second. */
    private static Overtakes hotAndCold(Supplier<OrderPolicy> policy) {
        Overtakes overtakes = new Overtakes(policy.get());
        for (int step = 0; step < 3_000; step++) {
            overtakes.send(QUEUE, 1);
            if (step % 50 == 0 && step < 2_500) {
                overtakes.send("/queue/cold" + step / 50, 3);
            }
            if (step % 5 == 4) {
                overtakes.consume(QUEUE, 2);
            }
            if (step % 10 == 0) {
                for (int cold = 0; cold < 50; cold++) {
                    if ((step / 10 + cold) % 5 == 0) {
                        overtakes.consume("/queue/cold" + cold, 1);
                    }
                }
            }
            overtakes.step();
        }
        return overtakes;
    }

    @Test
    void backlogOfADeadNode() {
        Overtakes product = deadNode(new TieredPolicy(ROOM, Keep.DURABLE));
        assertThat(product.most()).isZero();
        assertThat(deadNode(ancestor()).most()).isGreaterThan(500);
    }

    /** One claimant takes 200 and dies, while 50 a second go in and out. */
    private static Overtakes deadNode(OrderPolicy policy) {
        Overtakes overtakes = new Overtakes(policy);
        int taken = 0;
        for (int step = 0; step < 3_000; step++) {
            if (step < 200) {
                overtakes.send(QUEUE, 2);
                taken += overtakes.claim(QUEUE, "dead", taken < 200 ? 2 : 0).size();
            } else if (step == 200) {
                overtakes.releaseAll("dead");
            }
            overtakes.send(QUEUE, step % 2);
            overtakes.consume(QUEUE, step % 2);
            overtakes.step();
        }
        return overtakes;
    }

    @Test
    void redelivery() {
        Overtakes product = redelivery(new TieredPolicy(ROOM, Keep.DURABLE));
        assertThat(product.most()).isZero();
        assertThat(product.claims()).isGreaterThan(2_000);
    }

    /** A consumer with a prefetch of 10 that dies again and again with all of it in hand. */
    private static Overtakes redelivery(OrderPolicy policy) {
        Overtakes overtakes = new Overtakes(policy);
        Deque<Long> prefetched = new ArrayDeque<>();
        for (int step = 0; step < 3_000; step++) {
            overtakes.send(QUEUE, 1);
            List<Long> claimed = overtakes.claim(QUEUE, "fragile", 10 - prefetched.size());
            prefetched.addAll(claimed);
            Long done = prefetched.pollFirst();
            if (done != null) {
                overtakes.acknowledge(QUEUE, done, "fragile");
            }
            if (step % 7 == 6) {
                overtakes.releaseAll("fragile");
                prefetched.clear();
            }
            overtakes.step();
        }
        return overtakes;
    }
}
