package org.stampedemq.client;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server of plain sockets that shares no code with the client: topics without memory, transactions, receipts. What it was told is
 * kept as text; what it should do wrong can be set at any time.
 */
final class TinyServer implements AutoCloseable {
    /** A frame as it stood on the wire, headers still escaped; the body's octets as Latin-1. */
    record Told(String command, Map<String, String> headers, String octets) {
        String header(String name) {
            return headers.getOrDefault(name, "");
        }

        byte[] body() {
            return octets.getBytes(StandardCharsets.ISO_8859_1);
        }

        String text() {
            return new String(body(), StandardCharsets.UTF_8);
        }
    }

    private final ServerSocket listener = new ServerSocket();
    private final List<Talk> talks = new CopyOnWriteArrayList<>();
    private final AtomicInteger messages = new AtomicInteger();
    final List<Told> told = new CopyOnWriteArrayList<>();
    final AtomicInteger lineFeeds = new AtomicInteger();
    volatile String version = "1.2";
    volatile String heartBeat = "0,0";
    /** Commands whose receipts are kept back. */
    volatile List<String> silentAbout = List.of();
    /** A destination that is answered with ERROR. */
    volatile String forbidden = "/none";

    volatile boolean refusesLogin;

    TinyServer() throws IOException {
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        new Thread(this::accept, "tiny-server").start();
    }

    int port() {
        return listener.getLocalPort();
    }

    ClientSettings settings() {
        return ClientSettings.to("127.0.0.1", port())
                .withBackoff(new Backoff(Duration.ofMillis(10), Duration.ofMillis(50), 0.5, Integer.MAX_VALUE));
    }

    List<Told> told(String command) {
        return told.stream().filter(frame -> frame.command().equals(command)).toList();
    }

    int connections() {
        return (int) talks.stream().filter(talk -> !talk.socket.isClosed()).count();
    }

    void dropConnections() {
        talks.forEach(Talk::drop);
    }

    /** To every connection, as it is. */
    void say(String octets) {
        talks.forEach(talk -> talk.write(octets.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public void close() throws IOException {
        listener.close();
        dropConnections();
    }

    private void accept() {
        try {
            while (true) {
                Talk talk = new Talk(listener.accept());
                talks.add(talk);
                new Thread(talk, "tiny-talk").start();
            }
        } catch (IOException e) {
            // closed
        }
    }

    private final class Talk implements Runnable {
        private final Socket socket;
        private final Map<String, String> subscriptions = new LinkedHashMap<>();
        private final Map<String, List<Told>> transactions = new LinkedHashMap<>();

        Talk(Socket socket) {
            this.socket = socket;
        }

        @Override
        public void run() {
            try (socket) {
                InputStream in = new BufferedInputStream(socket.getInputStream());
                while (true) {
                    Told frame = read(in);
                    told.add(frame);
                    answer(frame);
                }
            } catch (IOException e) {
                // gone
            }
        }

        private Told read(InputStream in) throws IOException {
            String command = line(in);
            while (command.isEmpty()) {
                lineFeeds.incrementAndGet();
                command = line(in);
            }
            Map<String, String> headers = new LinkedHashMap<>();
            for (String line = line(in); !line.isEmpty(); line = line(in)) {
                int colon = line.indexOf(':');
                headers.putIfAbsent(line.substring(0, colon), line.substring(colon + 1));
            }
            byte[] body;
            if (headers.containsKey("content-length")) {
                body = in.readNBytes(Integer.parseInt(headers.get("content-length")));
                if (in.read() != 0) {
                    throw new IOException("no NUL");
                }
            } else {
                body = until(in, 0).getBytes(StandardCharsets.UTF_8);
            }
            return new Told(command, headers, new String(body, StandardCharsets.ISO_8859_1));
        }

        private String line(InputStream in) throws IOException {
            return until(in, '\n');
        }

        private String until(InputStream in, int end) throws IOException {
            ByteArrayOutputStream octets = new ByteArrayOutputStream();
            for (int octet = in.read(); octet != end; octet = in.read()) {
                if (octet < 0) {
                    throw new IOException("end");
                }
                octets.write(octet);
            }
            return octets.toString(StandardCharsets.UTF_8);
        }

        private void answer(Told frame) {
            if (frame.header("destination").equals(forbidden)) {
                write(("ERROR\nmessage:forbidden\nreceipt-id:" + frame.header("receipt") + "\n\nask somebody\0")
                        .getBytes(StandardCharsets.UTF_8));
                drop();
                return;
            }
            String transaction = frame.header("transaction");
            switch (frame.command()) {
                case "CONNECT" -> {
                    if (refusesLogin) {
                        write("ERROR\nmessage:Bad CONNECT\n\nwho are you?\0".getBytes(StandardCharsets.UTF_8));
                        drop();
                        return;
                    }
                    String versionLine = version.equals("1.0") ? "" : "version:" + version + "\n";
                    write(("CONNECTED\n" + versionLine + "heart-beat:" + heartBeat + "\n\n\0")
                            .getBytes(StandardCharsets.UTF_8));
                }
                case "SUBSCRIBE" -> subscriptions.put(frame.header("id"), frame.header("destination"));
                case "UNSUBSCRIBE" -> subscriptions.remove(frame.header("id"));
                case "BEGIN" -> transactions.put(transaction, new ArrayList<>());
                case "COMMIT" -> {
                    transactions.getOrDefault(transaction, List.of()).forEach(TinyServer.this::publish);
                    transactions.remove(transaction);
                }
                case "ABORT" -> transactions.remove(transaction);
                case "SEND" -> {
                    if (transaction.isEmpty()) {
                        publish(frame);
                    } else {
                        transactions
                                .computeIfAbsent(transaction, id -> new ArrayList<>())
                                .add(frame);
                    }
                }
                default -> {}
            }
            if (frame.headers().containsKey("receipt") && !silentAbout.contains(frame.command())) {
                write(("RECEIPT\nreceipt-id:" + frame.header("receipt") + "\n\n\0").getBytes(StandardCharsets.UTF_8));
            }
            if (frame.command().equals("DISCONNECT")) {
                drop();
            }
        }

        private void deliver(Told sent) {
            subscriptions.forEach((id, destination) -> {
                if (destination.equals(sent.header("destination"))) {
                    int number = messages.incrementAndGet();
                    StringBuilder head = new StringBuilder("MESSAGE\nsubscription:" + id + "\nmessage-id:m-" + number
                            + "\nack:a-" + number + "\ncontent-length:" + sent.body().length + "\n");
                    sent.headers().forEach((name, value) -> {
                        if (!List.of("content-length", "receipt", "transaction").contains(name)) {
                            head.append(name).append(':').append(value).append('\n');
                        }
                    });
                    byte[] start = head.append('\n').toString().getBytes(StandardCharsets.UTF_8);
                    byte[] frame = Arrays.copyOf(start, start.length + sent.body().length + 1);
                    System.arraycopy(sent.body(), 0, frame, start.length, sent.body().length);
                    write(frame);
                }
            });
        }

        private void write(byte[] octets) {
            try {
                synchronized (this) {
                    OutputStream out = socket.getOutputStream();
                    out.write(octets);
                    out.flush();
                }
            } catch (IOException e) {
                drop();
            }
        }

        private void drop() {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void publish(Told frame) {
        talks.stream().filter(talk -> !talk.socket.isClosed()).forEach(talk -> talk.deliver(frame));
    }
}
