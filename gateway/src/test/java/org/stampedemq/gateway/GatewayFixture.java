package org.stampedemq.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** A gateway on a free port over a twin, spoken to by raw sockets: what a client library would forbid can be sent. */
final class GatewayFixture implements AutoCloseable {
    final TwinManagement management = new TwinManagement();
    final HttpGateway.Open open;

    GatewayFixture() throws IOException {
        this(settings());
    }

    GatewayFixture(GatewaySettings settings) throws IOException {
        open = HttpGateway.open(settings, management);
    }

    static GatewaySettings settings() {
        return new GatewaySettings(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                List.of("stampede.example"),
                64 << 10,
                8 << 10,
                16,
                Duration.ofSeconds(2),
                Duration.ofMillis(300));
    }

    Socket connect() throws IOException {
        Socket socket = new Socket(open.address().getAddress(), open.address().getPort());
        socket.setSoTimeout(10_000);
        return socket;
    }

    /** Sends the lines and returns everything until the node closes. */
    String ask(String requestLine, String... headers) throws IOException {
        StringBuilder request = new StringBuilder(requestLine).append(" HTTP/1.1\r\n");
        boolean host = false;
        for (String header : headers) {
            host |= header.startsWith("Host:");
            request.append(header).append("\r\n");
        }
        if (!host) {
            request.append("Host: localhost:1\r\n");
        }
        request.append("Connection: close\r\n\r\n");
        return send(request.toString());
    }

    String send(String raw) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(raw.getBytes(StandardCharsets.ISO_8859_1));
            return readAll(socket.getInputStream());
        }
    }

    static String readAll(InputStream in) throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        open.close();
    }
}
