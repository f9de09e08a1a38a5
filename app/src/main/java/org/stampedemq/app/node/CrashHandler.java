package org.stampedemq.app.node;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stampedemq.app.log.LastLines;

/**
 * Ends the process when one of its threads dies. Every thread of a node is vital: one that is gone leaves clients without
 * answers, and peers can take over only from a node that is gone as a whole. Before the end it writes a crash file into
 * the data directory, and runs the crash command with that file as last argument.
 */
public final class CrashHandler implements Thread.UncaughtExceptionHandler {
    /** What the process exits with: an internal error, in the words of sysexits. */
    public static final int EXIT_CODE = 70;

    private static final Logger log = LoggerFactory.getLogger(CrashHandler.class);
    private static final DateTimeFormatter FILE_TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final Path data;
    private final String about;
    private final List<String> command;
    private final Duration commandTimeout;
    private final InstantSource clock;
    private final IntConsumer halt;
    private final AtomicBoolean dying = new AtomicBoolean();

    /**
     * @param about program, version and node, for the first line of the file
     * @param halt ends the process, now, with the exit code given
     */
    public CrashHandler(
            Path data,
            String about,
            List<String> command,
            Duration commandTimeout,
            InstantSource clock,
            IntConsumer halt) {
        this.data = data;
        this.about = about;
        this.command = List.copyOf(command);
        this.commandTimeout = commandTimeout;
        this.clock = clock;
        this.halt = halt;
    }

    /** From now on, for every thread of the process that has no handler of its own. */
    public void install() {
        Thread.setDefaultUncaughtExceptionHandler(this);
    }

    /** On the dying thread. Only the first death is told; what dies meanwhile waits for the end. */
    @Override
    public void uncaughtException(Thread thread, Throwable cause) {
        if (!dying.compareAndSet(false, true)) {
            return;
        }
        try {
            log.error("The thread {} died; the node ends.", thread.getName(), cause);
            Path file = write(thread, cause);
            log.error("See {}.", file);
            if (!command.isEmpty()) {
                tell(file);
            }
        } catch (IOException | RuntimeException e) {
            log.error("The crash could not be reported in full.", e);
        } finally {
            halt.accept(EXIT_CODE); // whatever happened above, memory short as it may be
        }
    }

    private Path write(Thread thread, Throwable cause) throws IOException {
        Instant now = clock.instant();
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        out.println(about + " died at " + now);
        out.println("Thread " + thread.getName() + ":");
        trace(out, cause);
        out.println("\nThe last lines of the log:");
        LastLines.now().forEach(out::println);
        out.println("\nEvery thread:");
        for (Map.Entry<Thread, StackTraceElement[]> entry :
                Thread.getAllStackTraces().entrySet()) {
            out.println(entry.getKey().getName() + " " + entry.getKey().getState());
            for (StackTraceElement element : entry.getValue()) {
                out.println("    at " + element);
            }
        }
        Path file = data.resolve("crash-" + FILE_TIME.format(now) + ".txt");
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, text.toString());
    }

    private static void trace(PrintWriter out, Throwable thrown) {
        int depth = 0;
        for (Throwable next = thrown; next != null && depth < 10; next = next.getCause()) {
            out.println((depth++ == 0 ? "" : "Caused by: ") + next);
            for (StackTraceElement element : next.getStackTrace()) {
                out.println("    at " + element);
            }
        }
    }

    private void tell(Path file) throws IOException {
        List<String> line = new ArrayList<>(command);
        line.add(file.toString());
        Process process = new ProcessBuilder(line)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectErrorStream(true)
                .start();
        try {
            if (!process.waitFor(commandTimeout.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                log.error("The crash command took longer than {} and was ended.", commandTimeout);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
