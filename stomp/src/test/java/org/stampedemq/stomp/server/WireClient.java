package org.stampedemq.stomp.server;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** A client that writes and reads octets, and knows of STOMP only that a NUL ends a frame. Blocks, ten seconds at most. */
final class WireClient implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 10_000;

    private final Socket socket;
    private final InputStream in;

    WireClient(InetSocketAddress address) throws IOException {
        this(address, 0);
    }

    /** {@code receiveBytes}: a small receive buffer, for a client that reads slowly; 0 for the usual one. */
    WireClient(InetSocketAddress address, int receiveBytes) throws IOException {
        socket = new Socket();
        if (receiveBytes > 0) {
            socket.setReceiveBufferSize(receiveBytes);
        }
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.connect(address, TIMEOUT_MILLIS);
        in = new BufferedInputStream(socket.getInputStream());
    }

    WireClient write(String text) throws IOException {
        return write(text.getBytes(StandardCharsets.UTF_8));
    }

    WireClient write(byte[] octets) throws IOException {
        socket.getOutputStream().write(octets);
        return this;
    }

    WireClient connect(String version) throws IOException {
        write("CONNECT\naccept-version:" + version + "\nhost:h\n\n\0");
        if (!readFrame().startsWith("CONNECTED\n")) {
            throw new IOException("not connected");
        }
        return this;
    }

    /** The next frame without its NUL; line feeds before it are dropped. Empty at the end of the stream. */
    String readFrame() throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        int octet = in.read();
        while (octet == '\n') {
            octet = in.read();
        }
        while (octet > 0) {
            frame.write(octet);
            octet = in.read();
        }
        return frame.toString(StandardCharsets.UTF_8);
    }

    int read() throws IOException {
        return in.read();
    }

    byte[] read(int octets) throws IOException {
        return in.readNBytes(octets);
    }

    /** Reads on until the server closes; a reset counts as that. */
    String readToEnd() throws IOException {
        try {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (SocketException e) {
            return "";
        }
    }

    void shutdownOutput() throws IOException {
        socket.shutdownOutput();
    }

    int available() throws IOException {
        return in.available();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
