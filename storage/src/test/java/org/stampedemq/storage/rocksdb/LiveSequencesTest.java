package org.stampedemq.storage.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What it claims to know is true, and its memory is bounded. */
final class LiveSequencesTest {
    private static final long FIRST = 3L << 40;

    @Test
    void whatIsKnownIsTrue() {
        LiveSequences live = new LiveSequences(FIRST);
        Map<Long, Integer> truth = new HashMap<>();
        Random random = new Random(1);
        for (int i = 0; i < 200_000; i++) {
            long sequence = FIRST + random.nextInt(100_000);
            int place = random.nextInt(3) == 0 ? LiveSequences.ABSENT : random.nextInt(100) - 50;
            assertThat(live.knows(sequence)).isTrue();
            assertThat(live.place(sequence)).isEqualTo(truth.getOrDefault(sequence, LiveSequences.ABSENT));
            live.put(sequence, place);
            truth.put(sequence, place);
        }
        truth.keySet().forEach(sequence -> live.put(sequence, LiveSequences.ABSENT));
        assertThat(live.pages()).isZero();
    }

    @Test
    void earlierLivesAreNotKnown() {
        LiveSequences live = new LiveSequences(FIRST);
        assertThat(live.knows(FIRST - 1)).isFalse();
        assertThat(live.knows(17)).isFalse();
    }

    @Test
    void beyondItsBoundItKnowsLessAndNeverTheWrongThing() {
        LiveSequences live = new LiveSequences(FIRST);
        for (long i = 0; i < 6_000; i++) {
            live.put(FIRST + i * 1_024, 7);
            live.trim();
        }
        assertThat(live.pages()).isEqualTo(4_096);
        assertThat(live.knows(FIRST)).isFalse();
        assertThat(live.knows(FIRST + 1_903 * 1_024)).isFalse();
        assertThat(live.knows(FIRST + 1_904 * 1_024)).isTrue();
        assertThat(live.place(FIRST + 1_904 * 1_024)).isEqualTo(7);
        live.put(FIRST, 7);
        assertThat(live.pages()).isEqualTo(4_096);
    }
}
