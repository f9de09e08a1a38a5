package org.stampedemq.gateway;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.stampedemq.broker.management.DestinationInfo;
import org.stampedemq.broker.management.Management;
import org.stampedemq.broker.management.NodeInfo;
import org.stampedemq.broker.management.PeekedMessage;

/** A node with one queue, which answers at once, or never. */
final class TwinManagement implements Management {
    volatile boolean healthy = true;
    volatile String notReadyBecause = "";
    volatile boolean silent;
    final List<byte[]> bodies = new ArrayList<>();

    TwinManagement with(String... texts) {
        for (String text : texts) {
            bodies.add(text.getBytes(StandardCharsets.UTF_8));
        }
        return this;
    }

    @Override
    public CompletionStage<NodeInfo> node() {
        return answer(new NodeInfo(
                "twin",
                "0",
                notReadyBecause.isEmpty(),
                notReadyBecause,
                "memory",
                List.of("127.0.0.1:61613"),
                1,
                1,
                5,
                bodies.size(),
                0,
                0,
                0,
                0,
                0,
                0));
    }

    @Override
    public boolean healthy() {
        return healthy;
    }

    @Override
    public String notReadyBecause() {
        return notReadyBecause;
    }

    @Override
    public CompletionStage<List<DestinationInfo>> destinations(String prefix, int max) {
        DestinationInfo only = new DestinationInfo("/queue/a", bodies.size(), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1);
        return answer("/queue/a".startsWith(prefix) ? List.of(only) : List.of());
    }

    @Override
    public CompletionStage<List<PeekedMessage>> peek(String destination, int max) {
        List<PeekedMessage> messages = new ArrayList<>();
        for (byte[] body : bodies.subList(0, Math.min(max, bodies.size()))) {
            ByteBuffer prefix = ByteBuffer.wrap(body, 0, Math.min(body.length, 64 << 10));
            messages.add(new PeekedMessage(
                    "m-" + messages.size(),
                    destination,
                    1,
                    0,
                    true,
                    List.of(Map.entry("a", "b"), Map.entry("a", "c")),
                    prefix.asReadOnlyBuffer(),
                    body.length));
        }
        return answer(messages);
    }

    @Override
    public CompletionStage<Long> purge(String destination) {
        if (!destination.startsWith("/queue/")) {
            return CompletableFuture.failedFuture(new IllegalArgumentException("Only a queue can be purged."));
        }
        long removed = bodies.size();
        bodies.clear();
        return answer(removed);
    }

    private <T> CompletionStage<T> answer(T value) {
        return silent ? new CompletableFuture<>() : CompletableFuture.completedFuture(value);
    }
}
