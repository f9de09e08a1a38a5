package org.stampedemq.stomp.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WheelTest {
    private final Wheel wheel = new Wheel(0);

    private static final class Recorded extends Wheel.Entry {
        final List<Long> times = new ArrayList<>();
        long again = Wheel.NEVER;

        @Override
        long due(long nowMillis) {
            times.add(nowMillis);
            return again == Wheel.NEVER ? again : nowMillis + again;
        }
    }

    @Test
    void everyEntryIsSeenOnceNotEarlyAndLateByATickAtMost() {
        Random random = new Random(1);
        List<Recorded> entries = new ArrayList<>();
        List<Long> due = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            Recorded entry = new Recorded();
            entries.add(entry);
            due.add((long) random.nextInt(100_000));
            wheel.by(entry, due.get(i));
        }
        for (long now = 0; now <= 101_000; now += 50) {
            wheel.advance(now);
        }
        for (int i = 0; i < 1000; i++) {
            assertThat(entries.get(i).times).hasSize(1);
            assertThat(entries.get(i).times.get(0)).isBetween(due.get(i), due.get(i) + 2 * Wheel.TICK_MILLIS);
        }
    }

    @Test
    void earlierDateWinsAndARemovedEntryIsNotSeen() {
        Recorded sooner = new Recorded();
        wheel.by(sooner, 5_000);
        wheel.by(sooner, 1_000);
        wheel.by(sooner, 9_000);
        Recorded removed = new Recorded();
        wheel.by(removed, 1_000);
        wheel.remove(removed);
        for (long now = 0; now <= 20_000; now += 100) {
            wheel.advance(now);
        }
        assertThat(sooner.times).containsExactly(1_100L);
        assertThat(removed.times).isEmpty();
    }

    @Test
    void entryComesAgainAfterWhatItAskedFor() {
        Recorded entry = new Recorded();
        entry.again = 1_000;
        wheel.by(entry, 0);
        for (long now = 0; now <= 10_000; now += 100) {
            wheel.advance(now);
        }
        assertThat(entry.times.size()).isBetween(8, 10);
    }

    @Test
    void clockThatJumpsSkipsNobody() {
        List<Recorded> entries = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            Recorded entry = new Recorded();
            entries.add(entry);
            wheel.by(entry, i * 1_000L);
        }
        wheel.advance(1_000_000);
        assertThat(entries).allSatisfy(entry -> assertThat(entry.times).hasSize(1));
    }
}
