package org.stampedemq.stomp.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.PooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class IdleConnectionHoldsNoBufferTest {
    private static final int CONNECTIONS = 300;
    private static final int MOST_BYTES_EACH = 20 << 10;

    /** The client's half, in the same process, is counted too. */
    @Test
    void norMuchElse() throws Exception {
        try (EchoServer server = new EchoServer()) {
            List<WireClient> clients = new ArrayList<>();
            talk(server, clients, 20);
            long direct = PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
            long heap = usedHeap();
            talk(server, clients, CONNECTIONS);
            assertThat((usedHeap() - heap) / CONNECTIONS).isLessThan(MOST_BYTES_EACH);
            assertThat(PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory())
                    .isEqualTo(direct);
            for (WireClient client : clients) {
                client.close();
            }
        }
    }

    private static void talk(EchoServer server, List<WireClient> clients, int count) throws Exception {
        List<WireClient> talkers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            WireClient client = server.client().connect("1.2");
            client.write("SEND\ndestination:/queue/a\nk:" + "v".repeat(5_000) + "\n\n" + "x".repeat(20_000));
            talkers.add(client);
        }
        // By now the first halves have been read, and were held.
        for (WireClient client : talkers) {
            client.write("x".repeat(20_000) + "\0");
            assertThat(client.readFrame()).startsWith("MESSAGE");
        }
        clients.addAll(talkers);
    }

    private static long usedHeap() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }
}
