package org.stampedemq.process;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.stampedemq.broker.Wire;

/** Fills queues with numbered messages and takes them out again. */
final class Backlog {
    private static final int BATCH = 500;

    private Backlog() {}

    /** Stores so many persistent messages, numbered from {@code first}; returns once every one has its receipt. */
    static void fill(InetSocketAddress address, String queue, int first, int count, int bodyOctets) throws IOException {
        byte[] body = new byte[bodyOctets];
        Arrays.fill(body, (byte) 'x');
        try (Wire wire = Wire.connect(address)) {
            wire.socket().setSoTimeout(60_000);
            int awaited = 0;
            for (int sent = 0; sent < count || awaited > 0; ) {
                int batch = Math.min(BATCH, count - sent);
                ByteArrayOutputStream frames = new ByteArrayOutputStream(batch * (bodyOctets + 128));
                for (int i = 0; i < batch; i++) {
                    String head = "SEND\ndestination:" + queue + "\nnumber:" + (first + sent + i)
                            + "\npersistent:true\nreceipt:r\ncontent-length:" + bodyOctets + "\n\n";
                    frames.writeBytes(head.getBytes(StandardCharsets.UTF_8));
                    frames.writeBytes(body);
                    frames.write(0);
                }
                wire.raw(frames.toByteArray());
                for (int i = 0; i < awaited; i++) {
                    wire.expect("RECEIPT");
                }
                sent += batch;
                awaited = batch;
            }
            wire.settle("DISCONNECT");
        }
    }

    /** Takes the oldest, at most so many, acknowledging each; durable on return. */
    static List<Integer> take(InetSocketAddress address, String queue, int max) throws IOException {
        List<Integer> numbers = new ArrayList<>();
        try (Wire wire = Wire.connect(address)) {
            wire.subscribe("s", queue, "client-individual", "prefetch-count:100");
            while (numbers.size() < max) {
                Optional<Wire.Frame> frame = wire.readWithin(Duration.ofSeconds(3));
                if (frame.isEmpty()) {
                    break;
                }
                numbers.add(Integer.parseInt(frame.get().need("number")));
                wire.send("ACK", "id:" + frame.get().need("ack"));
            }
            wire.settle("DISCONNECT");
        }
        return numbers;
    }

    /** Clients that subscribe and then never read a byte. */
    static List<Wire> neverReaders(InetSocketAddress address, String queue, int count) throws IOException {
        List<Wire> clients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Wire wire = Wire.connect(address);
            wire.send("SUBSCRIBE", "id:s", "destination:" + queue, "ack:auto");
            clients.add(wire);
        }
        return clients;
    }

    static void close(List<Wire> clients) throws IOException {
        for (Wire client : clients) {
            client.close();
        }
    }
}
