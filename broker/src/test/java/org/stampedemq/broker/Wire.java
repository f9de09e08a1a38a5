package org.stampedemq.broker;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A STOMP client with nothing in between: what a test writes is what goes out, and what comes in is shown as it is. Header
 * values are left escaped.
 */
public final class Wire implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;
    private int receipts;

    /** A frame as it came. */
    @SuppressWarnings("ArrayRecordComponent") // equals and hashCode are its own
    public record Frame(String command, List<Map.Entry<String, String>> headers, byte[] body) {
        /** The first header of that name. */
        public @Nullable String header(String name) {
            return headers.stream()
                    .filter(header -> header.getKey().equals(name))
                    .map(Map.Entry::getValue)
                    .findFirst()
                    .orElse(null);
        }

        public String need(String name) {
            return Objects.requireNonNull(header(name), () -> name + " is missing in " + this);
        }

        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Frame frame
                    && frame.command.equals(command)
                    && frame.headers.equals(headers)
                    && Arrays.equals(frame.body, body);
        }

        @Override
        public int hashCode() {
            return Objects.hash(command, headers, Arrays.hashCode(body));
        }

        @Override
        public String toString() {
            return command + " " + headers + " " + body.length + " octets: "
                    + text().substring(0, Math.min(200, text().length()));
        }
    }

    private Wire(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream(), 64 << 10);
    }

    /** Opens a socket and sends nothing. */
    public static Wire open(InetSocketAddress address) throws IOException {
        Socket socket = new Socket(address.getAddress(), address.getPort());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(10_000);
        return new Wire(socket);
    }

    /** Opens a socket and connects in that version. */
    public static Wire connect(InetSocketAddress address, String version) throws IOException {
        Wire wire = open(address);
        wire.send("CONNECT", "accept-version:" + version, "host:stampede");
        Frame connected = wire.read();
        if (!connected.command().equals("CONNECTED") || !version.equals(connected.header("version"))) {
            throw new IOException("not connected: " + connected);
        }
        return wire;
    }

    public static Wire connect(InetSocketAddress address) throws IOException {
        return connect(address, "1.2");
    }

    /** Sends a frame without a body; headers as {@code name:value}, already escaped. */
    public void send(String command, String... headers) throws IOException {
        frame(command, new byte[0], headers);
    }

    /** Sends a frame with a body of octets; no content-length is added. */
    public void frame(String command, byte[] body, String... headers) throws IOException {
        raw(bytes(command, body, headers));
    }

    /** The octets of a frame. */
    public static byte[] bytes(String command, byte[] body, String... headers) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes((command + "\n").getBytes(StandardCharsets.UTF_8));
        for (String header : headers) {
            out.writeBytes((header + "\n").getBytes(StandardCharsets.UTF_8));
        }
        out.write('\n');
        out.writeBytes(body);
        out.write(0);
        return out.toByteArray();
    }

    public void raw(byte[] octets) throws IOException {
        socket.getOutputStream().write(octets);
        socket.getOutputStream().flush();
    }

    /** SEND with a text. */
    public void sendText(String destination, String text, String... headers) throws IOException {
        List<String> all = new ArrayList<>(List.of("destination:" + destination));
        all.addAll(List.of(headers));
        frame("SEND", text.getBytes(StandardCharsets.UTF_8), all.toArray(String[]::new));
    }

    /** Sends a frame with a receipt header and reads until that receipt; what comes before it is returned. */
    public List<Frame> settle(String command, String... headers) throws IOException {
        String receipt = "settle-" + ++receipts;
        List<String> all = new ArrayList<>(List.of(headers));
        all.add("receipt:" + receipt);
        send(command, all.toArray(String[]::new));
        return readUntilReceipt(receipt);
    }

    /** SEND with a receipt, awaited. */
    public void sendSafely(String destination, String text, String... headers) throws IOException {
        String receipt = "safe-" + ++receipts;
        List<String> all = new ArrayList<>(List.of(headers));
        all.add("receipt:" + receipt);
        sendText(destination, text, all.toArray(String[]::new));
        readUntilReceipt(receipt);
    }

    private List<Frame> readUntilReceipt(String receipt) throws IOException {
        List<Frame> before = new ArrayList<>();
        for (Frame frame = read(); ; frame = read()) {
            if (frame.command().equals("RECEIPT") && receipt.equals(frame.header("receipt-id"))) {
                return before;
            }
            if (frame.command().equals("ERROR")) {
                throw new IOException("refused: " + frame);
            }
            before.add(frame);
        }
    }

    /** Subscribes and waits until it is active. */
    public void subscribe(String id, String destination, String ack, String... headers) throws IOException {
        List<String> all = new ArrayList<>(List.of("id:" + id, "destination:" + destination, "ack:" + ack));
        all.addAll(List.of(headers));
        settle("SUBSCRIBE", all.toArray(String[]::new));
    }

    /** The next frame; fails after ten seconds, or at the end of the stream. */
    public Frame read() throws IOException {
        int first = in.read();
        while (first == '\n' || first == '\r') {
            first = in.read();
        }
        if (first < 0) {
            throw new EOFException("the connection is closed");
        }
        String command = ((char) first) + line();
        List<Map.Entry<String, String>> headers = new ArrayList<>();
        int length = -1;
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            String name = line.substring(0, colon);
            headers.add(Map.entry(name, line.substring(colon + 1)));
            if (name.equals("content-length") && length < 0) {
                length = Integer.parseInt(line.substring(colon + 1));
            }
        }
        byte[] body;
        if (length >= 0) {
            body = in.readNBytes(length);
            if (in.read() != 0) {
                throw new IOException("no NUL where content-length says");
            }
        } else {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            for (int octet = in.read(); octet > 0; octet = in.read()) {
                out.write(octet);
            }
            body = out.toByteArray();
        }
        return new Frame(command, headers, body);
    }

    private String line() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) {
                throw new EOFException("the connection is closed within a frame");
            }
            out.write(octet);
        }
        String line = out.toString(StandardCharsets.UTF_8);
        return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
    }

    public Frame expect(String command) throws IOException {
        Frame frame = read();
        if (!frame.command().equals(command)) {
            throw new IOException("expected " + command + ", got " + frame);
        }
        return frame;
    }

    /** The next frame, if one comes within that time. */
    public Optional<Frame> readWithin(Duration time) throws IOException {
        socket.setSoTimeout(Math.toIntExact(time.toMillis()));
        try {
            return Optional.of(read());
        } catch (SocketTimeoutException e) {
            return Optional.empty();
        } finally {
            socket.setSoTimeout(10_000);
        }
    }

    /** Expects an ERROR and then the end of the connection. */
    public Frame expectErrorAndEnd() throws IOException {
        Frame error = expect("ERROR");
        try {
            Frame more = read();
            throw new IOException("still open after ERROR: " + more);
        } catch (EOFException | java.net.SocketException expected) {
            return error;
        }
    }

    public Socket socket() {
        return socket;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
