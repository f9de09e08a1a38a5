package org.stampedemq.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.stampedemq.bench.load.SequenceTrack.Arrival;

final class SequenceTrackTest {
    @Test
    void tellsInOrderLateAndDouble() {
        SequenceTrack track = new SequenceTrack();
        assertThat(track.record(0)).isEqualTo(Arrival.IN_ORDER);
        assertThat(track.record(2)).isEqualTo(Arrival.IN_ORDER);
        assertThat(track.record(1)).isEqualTo(Arrival.OUT_OF_ORDER);
        assertThat(track.record(2)).isEqualTo(Arrival.DUPLICATE);
        assertThat(track.distinct()).isEqualTo(3);
    }

    @Test
    void aDoubleIsSeenLongAfter() {
        SequenceTrack track = new SequenceTrack();
        for (long i = 0; i < 1_000_000; i++) {
            assertThat(track.record(i) == Arrival.IN_ORDER).isTrue();
        }
        assertThat(track.record(17)).isEqualTo(Arrival.DUPLICATE);
        assertThat(track.distinct()).isEqualTo(1_000_000);
    }

    @Test
    void agreesWithABitSetOnAnyOrder() {
        SplittableRandom random = new SplittableRandom(4711);
        for (int round = 0; round < 200; round++) {
            SequenceTrack track = new SequenceTrack();
            BitSet model = new BitSet();
            int spread = 1 + random.nextInt(500);
            for (int i = 0; i < 2_000; i++) {
                int sequence = Math.max(0, i + random.nextInt(spread) - spread / 2);
                boolean known = model.get(sequence);
                assertThat(track.record(sequence) == Arrival.DUPLICATE).isEqualTo(known);
                model.set(sequence);
            }
            assertThat(track.distinct()).isEqualTo(model.cardinality());
        }
    }

    @Test
    void countsTheUnionOfConsumersThatShare() {
        SplittableRandom random = new SplittableRandom(42);
        List<SequenceTrack> tracks = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            tracks.add(new SequenceTrack());
        }
        for (int sequence = 0; sequence < 10_000; sequence++) {
            if (sequence != 5_000) {
                tracks.get(random.nextInt(3)).record(sequence);
            }
        }
        tracks.get(0).record(77);
        tracks.get(1).record(77);
        assertThat(SequenceTrack.distinctOf(tracks)).isEqualTo(9_999);
    }
}
