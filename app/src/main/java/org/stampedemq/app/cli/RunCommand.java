package org.stampedemq.app.cli;

import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.stampedemq.app.config.NodeConfig;
import org.stampedemq.app.log.LogLevel;
import org.stampedemq.app.node.CrashHandler;
import org.stampedemq.app.node.Node;
import org.stampedemq.app.node.StopRequests;
import org.stampedemq.app.node.StopSignals;
import org.stampedemq.broker.Broker;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "run",
        description = "Starts a node in the foreground.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExamples:%n",
        footer = {
            "  stampede run",
            "  stampede run --data /var/lib/stampede --port 61613",
            "  stampede run --port 0 --http-port 0 --set refresh.interval=500ms",
            "",
            "SIGTERM or Ctrl-C lets clients leave, writes what is held back and ends; a second one",
            "waits for no client; a third ends at once."
        })
@SuppressWarnings("NullAway.Init") // by picocli, before the command runs
final class RunCommand implements Callable<Integer> {
    @Mixin
    private RunOptions options = new RunOptions();

    @Option(
            names = "--stop-when-ready",
            hidden = true,
            description = "For the build, which records what a start loads.")
    private boolean stopWhenReady;

    @ParentCommand
    private Stampede program;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        InstantSource clock = program.clock();
        PrintWriter out = spec.commandLine().getOut();
        NodeConfig config = options.read();
        LogLevel.set(config.logLevel());
        String about = "Stampede " + Broker.version() + ", Java " + Runtime.version() + ", node "
                + config.broker().nodeId();
        new CrashHandler(
                        config.data(),
                        about,
                        config.broker().crashCommand(),
                        config.crashTimeout(),
                        clock,
                        Runtime.getRuntime()::halt)
                .install();
        StopRequests requests = new StopRequests(Runtime.getRuntime()::halt);
        StopSignals.handOver(requests);
        out.println(about);
        Node node = Node.start(config, clock);
        out.println("data   " + node.data() + " (" + config.broker().store() + ")");
        node.addresses().forEach(address -> out.println("stomp  " + Node.hostAndPort(address)));
        out.println("http   " + node.httpUrl());
        out.println("Ready in " + sinceStart(clock.instant()).toMillis() + " ms");
        out.flush();
        if (!stopWhenReady) {
            requests.awaitFirst();
        }
        node.stop(requests);
        out.println("Stopped");
        return Exit.OK;
    }

    /** Since the JVM began; the operating system's own record of that is no better than a second. */
    private static Duration sinceStart(Instant ready) {
        return Duration.between(
                Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime()), ready);
    }
}
