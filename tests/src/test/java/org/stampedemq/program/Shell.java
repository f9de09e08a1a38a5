package org.stampedemq.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** Runs commands in the root of the checkout, with an environment in which a node has ports and data of its own. */
final class Shell {
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final int SECONDS = 240;

    private final Path directory;
    private final Map<String, String> environment = new HashMap<>();
    private int files;

    /** @param directory for what commands print */
    Shell(Path directory) {
        this.directory = directory;
    }

    Shell with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** What a command printed, and how it ended. */
    record Result(int exitCode, String out, String err) {
        Result ok() {
            assertThat(exitCode).as(out + err).isZero();
            return this;
        }
    }

    /** A command that goes on. */
    record Running(Process process, Path out, Path err) {
        /** Blocks until it has printed the text. */
        void awaitPrinted(String text) {
            Awaitility.await().atMost(SECONDS, TimeUnit.SECONDS).until(() -> {
                assertThat(process.isAlive()).as(read(out) + read(err)).isTrue();
                return read(out).contains(text);
            });
        }

        String printed() {
            return read(out);
        }

        Result end() throws InterruptedException {
            assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
            return new Result(process.exitValue(), read(out), read(err));
        }
    }

    Result run(String... command) throws IOException, InterruptedException {
        Running running = start(command);
        try {
            return running.end();
        } finally {
            running.process().destroyForcibly();
        }
    }

    Running start(String... command) throws IOException {
        Path out = directory.resolve("out-" + ++files);
        Path err = directory.resolve("err-" + files);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(ROOT.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("STAMPEDE_"));
        builder.environment().putAll(environment);
        return new Running(builder.start(), out, err);
    }

    static boolean has(String program) {
        for (String place : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
            if (Files.isExecutable(Path.of(place, program))) {
                return true;
            }
        }
        return false;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
