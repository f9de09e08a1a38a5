package org.stampedemq.broker.destination;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MoveGateTest {
    private static final int MEGABYTE = 1 << 20;

    private final MoveGate gate = new MoveGate();
    private final List<Integer> begun = new ArrayList<>();

    @Test
    void movesWaitInOrderUntilThereIsRoom() {
        for (int i = 0; i < 20; i++) {
            int number = i;
            gate.begin(MEGABYTE, () -> begun.add(number));
        }
        assertThat(begun).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
        gate.end(MEGABYTE);
        gate.end(MEGABYTE);
        assertThat(begun).hasSize(10).endsWith(8, 9);
    }

    @Test
    void oneThatIsLargerThanAllRoomGoesAlone() {
        gate.begin(MEGABYTE, () -> begun.add(1));
        gate.begin(100 * MEGABYTE, () -> begun.add(2));
        gate.begin(1, () -> begun.add(3));
        assertThat(begun).containsExactly(1);
        gate.end(MEGABYTE);
        assertThat(begun).containsExactly(1, 2);
        gate.end(100 * MEGABYTE);
        assertThat(begun).containsExactly(1, 2, 3);
    }

    @Test
    void movesThatEndAtOnceNeedNoStack() {
        gate.begin(9 * MEGABYTE, () -> {});
        for (int i = 0; i < 100_000; i++) {
            gate.begin(MEGABYTE, () -> {
                begun.add(1);
                gate.end(MEGABYTE);
            });
        }
        gate.end(9 * MEGABYTE);
        assertThat(begun).hasSize(100_000);
    }
}
