package org.stampedemq.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands of {@code bin/stampede}, with real processes. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class LauncherTest {
    private static final String STAMPEDE = Shell.ROOT.resolve("bin/stampede").toString();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @SuppressWarnings("NullAway.Init")
    private Shell shell;

    private boolean started;

    @BeforeEach
    void environment() {
        shell = new Shell(directory)
                .with("STAMPEDE_DATA", data().toString())
                .with("STAMPEDE_STOMP_PORT", "0")
                .with("STAMPEDE_HTTP_PORT", "0");
    }

    @AfterEach
    void leaveNothingBehind() throws Exception {
        if (started) {
            stampede("stop");
        }
    }

    @Test
    void startStatusStop() throws Exception {
        assertThat(stampede("status").exitCode()).isEqualTo(3);
        assertThat(start().out()).contains("runs as process", "stomp  127.0.0.1:", "http   http://127.0.0.1:");
        assertThat(stampede("status").ok().out()).contains("state         ready", "rocksdb");
        assertThat(stampede("status", "--json").ok().out()).startsWith("{").contains("\"ready\":true");
        assertThat(stampede("start").err()).contains("A node runs already on " + data());
        assertThat(stampede("run").err()).contains("in use by process");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data().resolve("node.json"))))
                .isEqualTo("rw-------");
        long pid = Long.parseLong(Files.readString(data().resolve("node.pid")).trim());
        assertThat(ProcessHandle.of(pid)).isPresent();
        assertThat(stampede("stop").ok().out()).contains("Stopped process " + pid);
        assertThat(ProcessHandle.of(pid)).isEmpty();
        assertThat(data().resolve("node.json")).doesNotExist();
        assertThat(stampede("stop").exitCode()).isEqualTo(3);
        assertThat(stampede("verify").ok().out()).contains("sound");
    }

    @Test
    void whatWasSentIsReceivedOctetForOctetAlsoByTheNextNode() throws Exception {
        start();
        byte[] octets = new byte[1024];
        for (int i = 0; i < octets.length; i++) {
            octets[i] = (byte) i;
        }
        Path file = Files.write(directory.resolve("octets"), octets);
        stampede("send", "/queue/binary", "--file", file.toString()).ok();
        stampede("send", "/queue/text", "grüße", "--count", "3", "-H", "colour:red")
                .ok();
        assertThat(stampede("queues", "/queue/te").ok().out())
                .contains("/queue/text")
                .doesNotContain("/queue/binary");
        assertThat(stampede("peek", "/queue/text", "--max", "1").ok().out()).contains("grüße", "colour: red");
        stampede("stop").ok();
        start();
        Path received = directory.resolve("received");
        assertThat(shell.run("sh", "-c", STAMPEDE + " receive /queue/binary > " + received)
                        .exitCode())
                .isZero();
        byte[] printed = Files.readAllBytes(received);
        assertThat(java.util.Arrays.copyOf(printed, octets.length)).isEqualTo(octets);
        assertThat(printed).hasSize(octets.length + 1);
        assertThat(stampede("receive", "/queue/text", "--json").ok().out())
                .contains("\"body\":\"grüße\"", "\"colour\":\"red\"");
        assertThat(stampede("purge", "/queue/text").ok().out()).contains("Removed 2 messages");
        Shell.Result nothing = stampede("receive", "/queue/text", "--timeout", "1");
        assertThat(nothing.exitCode()).isEqualTo(4);
        assertThat(nothing.out()).isEmpty();
    }

    @Test
    void aFirstSignalStopsInOrder() throws Exception {
        Shell.Running node = shell.start(STAMPEDE, "run");
        node.awaitPrinted("Ready in ");
        assertThat(node.printed()).contains("Stampede ", "data   " + data(), "stomp  127.0.0.1:", "http   http://");
        node.process().destroy();
        assertThat(node.end().ok().out()).endsWith("Stopped\n");
    }

    @Test
    void aBusyPortIsOneSentence() throws Exception {
        try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(busy.getLocalPort());
            refused(stampede("run", "--port", port), 1, port, "--port");
            refused(stampede("start", "--http-port", port), 1, port, "--http-port");
        }
    }

    @Test
    void aForeignDirectoryAnUnknownKeyAndAnOpenDoorAreRefused() throws Exception {
        Files.createDirectories(data());
        Files.writeString(data().resolve("thesis.txt"), "mine");
        refused(stampede("run"), 1, "no data directory of Stampede");
        refused(stampede("run", "--set", "refresh.intervall=1s"), 78, "did you mean refresh.interval?");
        refused(stampede("run", "--bind", "0.0.0.0"), 78, "loopback only");
        refused(stampede("config", "check", "--set", "store=mysql"), 78, "one of rocksdb, memory");
        assertThat(stampede("config", "check").ok().out()).contains(data().toString());
        assertThat(stampede("config", "show").ok().out()).contains("STAMPEDE_DATA");
        assertThat(data().toFile().list()).containsExactly("thesis.txt");
    }

    @Test
    void aJavaThatIsTooOldOrMissingIsOneSentence() throws Exception {
        Path old = directory.resolve("jdk-11");
        Files.createDirectories(old.resolve("bin"));
        Files.writeString(old.resolve("release"), "JAVA_VERSION=\"11.0.2\"\n");
        Path java = Files.writeString(old.resolve("bin/java"), "#!/bin/sh\nexit 1\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        shell.with("JAVA_HOME", old.toString());
        refused(stampede("run"), 1, "needs Java 17 or newer", "11.0.2");
        shell.with("JAVA_HOME", directory.resolve("nowhere").toString());
        refused(stampede("run"), 1, "no bin/java in it");
    }

    private static void refused(Shell.Result result, int code, String... words) {
        assertThat(result.exitCode()).as(result.out() + result.err()).isEqualTo(code);
        assertThat(result.err().lines().filter(line -> line.startsWith("stampede: ")))
                .hasSize(1);
        assertThat(result.err()).contains(words).doesNotContain("\tat ");
    }

    private Shell.Result start() throws IOException, InterruptedException {
        started = true;
        return stampede("start").ok();
    }

    private Shell.Result stampede(String... arguments) throws IOException, InterruptedException {
        String[] command = new String[arguments.length + 1];
        command[0] = STAMPEDE;
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        return shell.run(command);
    }

    private Path data() {
        return directory.resolve("data");
    }
}
