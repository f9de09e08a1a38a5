package org.stampedemq.app.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ThreeSignalsTest {
    @Test
    void theFirstStopsTheSecondHurriesTheThirdHalts() throws InterruptedException {
        List<Integer> halts = new ArrayList<>();
        StopRequests requests = new StopRequests(halts::add);
        requests.request();
        requests.awaitFirst();
        assertThat(requests.hurried(Duration.ofMillis(5))).isFalse();
        requests.request();
        assertThat(requests.hurried(Duration.ofMinutes(1))).isTrue();
        assertThat(requests.hurried(Duration.ofMinutes(1))).isTrue();
        assertThat(halts).isEmpty();
        requests.request();
        assertThat(halts).containsExactly(143);
    }
}
