package org.stampedemq.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

final class PercentilesTest {
    @Test
    void areThoseOfTheValues() {
        Histogram odd = Latencies.histogram();
        Histogram even = Latencies.histogram();
        for (long micros = 1; micros <= 100_000; micros++) {
            Latencies.record(micros % 2 == 0 ? even : odd, micros * 1_000);
        }
        Percentiles all = Report.merge(Stream.of(odd, even));
        assertThat(all.count()).isEqualTo(100_000);
        assertThat(all.p50()).isCloseTo(50_000, within(50_000 * 0.002));
        assertThat(all.p90()).isCloseTo(90_000, within(90_000 * 0.002));
        assertThat(all.p99()).isCloseTo(99_000, within(99_000 * 0.002));
        assertThat(all.p999()).isCloseTo(99_900, within(99_900 * 0.002));
        assertThat(all.max()).isCloseTo(100_000, within(100_000 * 0.002));
    }

    @Test
    void aStallLongerThanTheScaleIsNotForgotten() {
        Histogram latency = Latencies.histogram();
        Latencies.record(latency, Long.MAX_VALUE);
        Latencies.record(latency, -5);
        assertThat(Percentiles.of(latency).max()).isCloseTo(300e6, within(1e6));
        assertThat(Percentiles.of(latency).count()).isEqualTo(2);
    }

    @Test
    void ofNothingAreZero() {
        assertThat(Percentiles.of(Latencies.histogram())).isEqualTo(Percentiles.NONE);
    }
}
