package org.stampedemq.broker.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two lanes that a test moves by hand, one turn at a time. */
class BatchedLaneTest {
    private static final class HandMoved {
        private final ArrayDeque<Runnable> queue = new ArrayDeque<>();
        private final ArrayDeque<Runnable> turnEnd = new ArrayDeque<>();
        private final BatchedLane lane;
        private int wakeUps;

        private HandMoved(int index) {
            lane = new BatchedLane(
                    index,
                    2,
                    action -> {
                        wakeUps++;
                        queue.add(action);
                    },
                    () -> true,
                    turnEnd::add);
        }

        private void turn() {
            for (int i = queue.size(); i > 0; i--) {
                queue.remove().run();
            }
            while (!turnEnd.isEmpty()) {
                turnEnd.remove().run();
            }
        }
    }

    private final HandMoved one = new HandMoved(0);
    private final HandMoved two = new HandMoved(1);
    private final List<String> done = new ArrayList<>();

    @Test
    void aPostToItselfIsAPlainCall() {
        one.lane.post(one.lane, () -> done.add("here"));
        assertThat(done).containsExactly("here");
    }

    @Test
    void aTurnIsOneWakeUpAndKeepsTheOrder() {
        for (int i = 0; i < 100; i++) {
            String name = "a" + i;
            one.lane.post(two.lane, () -> done.add(name));
        }
        assertThat(two.wakeUps).isZero();
        one.turn();
        assertThat(two.wakeUps).isEqualTo(1);
        assertThat(done).isEmpty();
        two.turn();
        assertThat(done).hasSize(100).startsWith("a0", "a1").endsWith("a99");
    }

    @Test
    void anActionThatFailsDoesNotSwallowTheOthers() {
        one.lane.post(two.lane, () -> done.add("before"));
        one.lane.post(two.lane, () -> {
            throw new IllegalStateException("planted by a test");
        });
        one.lane.post(two.lane, () -> done.add("after"));
        one.turn();
        two.turn();
        assertThat(done).containsExactly("before", "after");
    }

    @Test
    void answersComeBackInTheOrderOfTheQuestions() {
        for (int i = 0; i < 10; i++) {
            String name = "q" + i;
            one.lane.post(two.lane, () -> two.lane.post(one.lane, () -> done.add(name)));
        }
        one.turn();
        two.turn();
        one.turn();
        assertThat(done).hasSize(10).isSorted();
        assertThat(one.wakeUps).isEqualTo(1);
    }
}
