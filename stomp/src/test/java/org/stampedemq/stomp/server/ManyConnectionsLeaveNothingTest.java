package org.stampedemq.stomp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.PooledByteBufAllocator;
import java.io.File;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ManyConnectionsLeaveNothingTest {
    @Test
    void twoThousandTwoHundredAtATime() throws Exception {
        come(2_000, 200);
    }

    @Test
    @Tag("torture")
    @Timeout(600)
    void hundredThousandThousandAtATime() throws Exception {
        come(100_000, 1_000);
    }

    /** A third says good-bye, a third just closes, a third closes in the middle of a frame. */
    private static void come(int all, int atATime) throws Exception {
        try (EchoServer server = new EchoServer()) {
            wave(server, atATime);
            await().until(() -> server.server.connections() == 0);
            int descriptors = descriptors();
            int threads = Thread.activeCount();
            long direct = PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
            for (int come = 0; come < all; come += atATime) {
                wave(server, atATime);
            }
            await().atMost(Duration.ofSeconds(20)).until(() -> server.server.connections() == 0);
            await().untilAsserted(() -> assertThat(descriptors()).isLessThanOrEqualTo(descriptors + 5));
            assertThat(Thread.activeCount()).isLessThanOrEqualTo(threads + 1);
            assertThat(PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory())
                    .isEqualTo(direct);
            await().untilAsserted(() -> assertThat(server.closed).hasSize(all + atATime));
        }
    }

    private static void wave(EchoServer server, int count) throws Exception {
        List<WireClient> clients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            clients.add(server.client().connect("1.2"));
        }
        for (int i = 0; i < count; i++) {
            WireClient client = clients.get(i);
            if (i % 3 == 0) {
                client.write("DISCONNECT\nreceipt:bye\n\n\0");
                assertThat(client.readFrame()).contains("bye");
            } else if (i % 3 == 1) {
                client.write("SEND\ndestination:/queue/a\ncontent-length:1000\n\nhalf");
            }
            client.close();
        }
        server.connections.clear();
        server.commands.clear();
    }

    private static int descriptors() {
        String[] open = new File("/proc/self/fd").list();
        return open == null ? 0 : open.length;
    }
}
