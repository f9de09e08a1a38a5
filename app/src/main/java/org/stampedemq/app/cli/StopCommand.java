package org.stampedemq.app.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.stampedemq.app.config.NodeConfig;
import org.stampedemq.app.node.DataDirectory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "stop",
        description = "Stops the node of a data directory and returns once it is gone.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExamples:%n",
        footer = {"  stampede stop", "  stampede stop --data /var/lib/stampede --timeout 120"})
@SuppressWarnings("NullAway.Init") // by picocli, before the command runs
final class StopCommand implements Callable<Integer> {
    @Mixin
    private NodeOptions options = new NodeOptions();

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description =
                    "How long to wait until it is gone; it goes on stopping after that. Default: ${DEFAULT-VALUE}.")
    private int timeoutSeconds;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Path data = NodeConfig.data(options.settings(), NodeOptions.home());
        Optional<ProcessHandle> process = DataDirectory.holder(data).flatMap(ProcessHandle::of);
        if (process.isEmpty()) {
            throw new CommandFailed(Exit.NOT_RUNNING, "No node runs on " + data + ".");
        }
        process.get().destroy();
        try {
            process.get().onExit().get(timeoutSeconds, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new CommandFailed(
                    Exit.TIMED_OUT,
                    "Process " + process.get().pid() + " has not ended after " + timeoutSeconds + " s.",
                    e);
        }
        spec.commandLine().getOut().println("Stopped process " + process.get().pid());
        return Exit.OK;
    }
}
