package org.stampedemq.app.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.stampedemq.app.config.NodeConfig;
import org.stampedemq.app.node.DataDirectory;
import org.stampedemq.app.node.NodeFile;
import org.stampedemq.app.node.StartException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "start",
        description = "Starts a node in the background and returns once it is ready.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExamples:%n",
        footer = {
            "  stampede start",
            "  stampede start --data /var/lib/stampede --port 0",
            "",
            "The process id is in node.pid in the data directory, what the node prints in node.log."
        })
@SuppressWarnings("NullAway.Init") // by picocli, before the command runs
final class StartCommand implements Callable<Integer> {
    private static final int TAIL_BYTES = 64 << 10;

    @Mixin
    private RunOptions options = new RunOptions();

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "How long to wait until it is ready. Default: ${DEFAULT-VALUE}.")
    private int timeoutSeconds;

    @ParentCommand
    private Stampede program;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        NodeConfig config = options.read();
        Path data = config.data();
        DataDirectory.prepare(data);
        Optional<Long> holder = DataDirectory.holder(data);
        if (holder.isPresent()) {
            throw new StartException("A node runs already on " + data + ", as process " + holder.get() + ".");
        }
        File log = data.resolve("node.log").toFile();
        long before = log.length();
        Process process = new ProcessBuilder(command())
                .redirectInput(new File("/dev/null"))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                .redirectErrorStream(true)
                .start();
        NodeFile node = awaitReady(process, data, log.toPath(), before);
        spec.commandLine().getOut().println("node " + node.nodeId() + " runs as process " + node.pid());
        node.stomp().forEach(address -> spec.commandLine().getOut().println("stomp  " + address));
        spec.commandLine().getOut().println("http   " + node.http());
        return Exit.OK;
    }

    private NodeFile awaitReady(Process process, Path data, Path log, long before)
            throws IOException, InterruptedException, CommandFailed {
        Instant end = program.clock().instant().plus(Duration.ofSeconds(timeoutSeconds));
        while (true) {
            Optional<NodeFile> node = NodeFile.read(data).filter(file -> file.pid() == process.pid());
            if (node.isPresent()) {
                return node.get();
            }
            if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
                throw new CommandFailed(
                        process.exitValue() == Exit.OK ? Exit.FAILED : process.exitValue(), reason(log, before));
            }
            if (program.clock().instant().isAfter(end)) {
                process.destroy();
                throw new CommandFailed(
                        Exit.TIMED_OUT,
                        "The node was not ready after " + timeoutSeconds + " s and was stopped; see " + log + ".");
            }
        }
    }

    /** What the node said last. */
    private static String reason(Path log, long before) throws IOException {
        byte[] all = Files.readAllBytes(log);
        int from = (int) Math.max(before, all.length - (long) TAIL_BYTES);
        String said = new String(all, from, all.length - from, StandardCharsets.UTF_8).strip();
        String last = said.substring(said.lastIndexOf('\n') + 1);
        return last.startsWith("stampede: ")
                ? last.substring("stampede: ".length())
                : "The node ended before it was ready; see " + log + ".";
    }

    /** In a session of its own where that can be had, so that closing the terminal does not end it. */
    private List<String> command() {
        List<String> command = new ArrayList<>();
        Path setsid = Path.of("/usr/bin/setsid");
        if (Files.isExecutable(setsid)) {
            command.add(setsid.toString());
        }
        Path launcher = NodeOptions.home().resolve("bin").resolve("stampede");
        if (System.getProperty(NodeOptions.HOME_PROPERTY) != null && Files.isExecutable(launcher)) {
            command.add(launcher.toString());
        } else {
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.add("-cp");
            command.add(System.getProperty("java.class.path"));
            command.add("org.stampedemq.app.Main");
        }
        command.add("run");
        command.addAll(options.arguments());
        return command;
    }
}
