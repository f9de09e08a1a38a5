package org.stampedemq.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * A node in a process of its own, on loopback and on ports that are free, with the heap a user would have. Ends with the
 * test that started it.
 */
public final class NodeProcess implements AutoCloseable {
    private final Path data;
    private final int port;
    private final int httpPort;
    private final List<String> prefix;
    private final List<String> options;
    private Process process;

    private NodeProcess(Path data, int port, int httpPort, List<String> prefix, List<String> options)
            throws IOException {
        this.data = data;
        this.port = port;
        this.httpPort = httpPort;
        this.prefix = prefix;
        this.options = options;
        this.process = launch();
    }

    /** Starts a node and waits until it accepts clients. */
    public static NodeProcess start(Path data, String... options) throws IOException {
        return start(List.of(), data, options);
    }

    /**
     * The same, under another program.
     *
     * @param prefix that program and its arguments, such as strace; empty for none
     */
    public static NodeProcess start(List<String> prefix, Path data, String... options) throws IOException {
        NodeProcess node = new NodeProcess(data, freePort(), freePort(), prefix, List.of(options));
        node.awaitReady();
        return node;
    }

    private Process launch() throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:MaxDirectMemorySize=128m",
                "-cp",
                System.getProperty("java.class.path"),
                "org.stampedemq.app.Main",
                "run",
                "--data",
                data.toString(),
                "--port",
                Integer.toString(port),
                "--http-port",
                Integer.toString(httpPort)));
        command.addAll(options);
        Files.createDirectories(data.getParent());
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
    }

    /** What it prints. */
    public Path log() {
        return data.resolveSibling(data.getFileName() + ".log");
    }

    private void awaitReady() {
        Awaitility.await("a node that accepts clients, see " + log())
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(20))
                .until(this::accepts);
    }

    private boolean accepts() throws IOException {
        if (!process.isAlive()) {
            throw new IOException("the node ended with " + process.exitValue() + ":\n" + Files.readString(log()));
        }
        try (Socket socket = new Socket()) {
            socket.connect(address(), 500);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Where clients connect; stays the same over restarts. */
    public InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    public int httpPort() {
        return httpPort;
    }

    public long pid() {
        return process.pid();
    }

    public Process process() {
        return process;
    }

    /** Ends it with SIGKILL, and starts it again on the same data. */
    public void killAndRestart() throws IOException {
        kill();
        process = launch();
        awaitReady();
    }

    /** Ends it with SIGKILL and waits until it is gone. */
    public void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        awaitEnd();
    }

    /** Ends it with SIGTERM and waits until it is gone. */
    public void terminate() {
        process.destroy();
        awaitEnd();
    }

    /** Starts it again after it ended. */
    public void restart() throws IOException {
        process = launch();
        awaitReady();
    }

    private void awaitEnd() {
        Awaitility.await("the end of the node")
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> process.waitFor(0, TimeUnit.MILLISECONDS));
    }

    /** The first line of {@code /proc/PID/status} that begins so, in KiB. */
    public long statusKiB(String key) throws IOException {
        try (BufferedReader status =
                Files.newBufferedReader(Path.of("/proc/" + pid() + "/status"), StandardCharsets.UTF_8)) {
            return status.lines()
                    .filter(line -> line.startsWith(key + ":"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElseThrow();
        }
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        kill();
    }
}
