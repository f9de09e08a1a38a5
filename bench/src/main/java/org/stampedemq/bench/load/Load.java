package org.stampedemq.bench.load;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The command line. Exit code 0 if the run went through and nothing was lost, doubled or out of order; 1 if something was;
 * 2 for a wrong option; 3 if the run failed.
 */
@Command(
        name = "load",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Puts load on a STOMP broker and tells what came of it.",
        footer = {
            "",
            "Examples:",
            "  load --port 61613 --producers 8 --consumers 8 --queues 8 --pid 4711",
            "  load --rate 2000 --dialect rabbitmq --login guest --passcode guest",
            "  load --prefix /topic/ --consumers 100 --ack auto --pid 4711",
            "  load --backlog 300000      load --idle 10000 --pid 4711"
        })
public final class Load implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(names = "--host", defaultValue = "127.0.0.1", description = "Default: ${DEFAULT-VALUE}")
    private String host = "";

    @Option(names = "--port", defaultValue = "61613", description = "Default: ${DEFAULT-VALUE}")
    private int port;

    @Option(names = "--login", defaultValue = "", description = "None by default")
    private String login = "";

    @Option(names = "--passcode", defaultValue = "")
    private String passcode = "";

    @Option(
            names = "--vhost",
            defaultValue = "/",
            description = "The host header of CONNECT. Default: ${DEFAULT-VALUE}")
    private String virtualHost = "";

    @Option(
            names = "--dialect",
            defaultValue = "stampede",
            description = "How the prefetch is said: ${COMPLETION-CANDIDATES}")
    private Dialect dialect = Dialect.STAMPEDE;

    @Option(names = "--pid", description = "The broker's process, for its CPU and memory")
    private @Nullable Long pid;

    @Option(names = "--producers", defaultValue = "1", description = "Default: ${DEFAULT-VALUE}")
    private int producers;

    @Option(names = "--consumers", defaultValue = "1", description = "Default: ${DEFAULT-VALUE}")
    private int consumers;

    @Option(
            names = "--consumer-never-reads",
            defaultValue = "0",
            description = "So many more subscribe, then do not read")
    private int neverReading;

    @Option(
            names = {"--queues", "--destinations"},
            defaultValue = "1",
            description = "Producer and consumer n use number n modulo this. Default: ${DEFAULT-VALUE}")
    private int destinations;

    @Option(
            names = "--prefix",
            defaultValue = "/queue/",
            description =
                    "/queue/ or /topic/: a topic gives each message to all its consumers. Default: ${DEFAULT-VALUE}")
    private String prefix = "";

    @Option(names = "--name", defaultValue = "bench", description = "Of the destinations. Default: ${DEFAULT-VALUE}")
    private String name = "";

    @Option(names = "--size", defaultValue = "1024", description = "Bytes of a body. Default: ${DEFAULT-VALUE}")
    private int messageBytes;

    @Option(
            names = "--window",
            defaultValue = "256",
            description =
                    "Receipts outstanding per producer; 1 waits for each, 0 asks for none. Default: ${DEFAULT-VALUE}")
    private int receiptWindow;

    @Option(
            names = "--ack",
            defaultValue = "client-individual",
            description = "auto, client or client-individual. Default: ${DEFAULT-VALUE}")
    private AckMode ackMode = AckMode.CLIENT_INDIVIDUAL;

    @Option(
            names = "--prefetch",
            defaultValue = "1000",
            description = "Messages; 0 for the broker's own. Default: ${DEFAULT-VALUE}")
    private int prefetch;

    @Option(
            names = "--rate",
            defaultValue = "0",
            description =
                    "Messages per second of all producers, each sent at its time, or counted from it; 0 for as fast as it goes")
    private double ratePerSecond;

    @Option(
            names = "--persistent",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Sends persistent:true. Default: ${DEFAULT-VALUE}")
    private boolean persistent;

    @Option(names = "--send-header", description = "name:value, escaped, on every SEND; may be repeated")
    private List<String> sendHeaders = new ArrayList<>();

    @Option(names = "--subscribe-header", description = "name:value, escaped, on every SUBSCRIBE; may be repeated")
    private List<String> subscribeHeaders = new ArrayList<>();

    @Option(names = "--warm-up", defaultValue = "25", description = "Seconds. Default: ${DEFAULT-VALUE}")
    private double warmUpSeconds;

    @Option(names = "--duration", defaultValue = "20", description = "Seconds. Default: ${DEFAULT-VALUE}")
    private double durationSeconds;

    @Option(
            names = "--settle",
            defaultValue = "5",
            description = "Seconds without progress after which the rest is taken for lost. Default: ${DEFAULT-VALUE}")
    private double settleSeconds;

    @Option(names = "--backlog", defaultValue = "0", description = "Stores so many messages first, then drains them")
    private long backlog;

    @Option(names = "--idle", defaultValue = "0", description = "Connects so many clients that do nothing")
    private int idle;

    @Option(names = "--idle-queue", description = "With --idle: each subscribes to a queue of its own")
    private boolean idleQueue;

    @Option(
            names = "--threads",
            defaultValue = "1",
            description = "Event loops of the load program. Default: ${DEFAULT-VALUE}")
    private int threads;

    @Option(names = "--title", defaultValue = "load", description = "Stands in the report")
    private String title = "";

    @Option(names = "--json", description = "One line of JSON instead of words")
    private boolean json;

    private final LongSupplier clock;

    Load(LongSupplier clock) {
        this.clock = clock;
    }

    /** Runs, prints and ends the process. */
    public static void main(String[] args) {
        System.exit(commandLine(new SystemClock()).execute(args));
    }

    static CommandLine commandLine(LongSupplier clock) {
        return new CommandLine(new Load(clock))
                .registerConverter(AckMode.class, text -> AckMode.valueOf(constant(text)))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, commandLine, parsed) -> {
                    if (failure instanceof LoadFailedException) {
                        commandLine.getErr().println("The run failed: " + failure.getMessage());
                        return 3;
                    }
                    if (failure instanceof IllegalArgumentException) {
                        commandLine.getErr().println(failure.getMessage());
                        return CommandLine.ExitCode.USAGE;
                    }
                    throw failure;
                });
    }

    private static String constant(String text) {
        return text.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    @Override
    public Integer call() {
        Report report = scenario().run();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(ReportWriter.json(report));
        } else {
            out.print(ReportWriter.text(report));
        }
        out.flush();
        return report.tally().isClean() ? 0 : 1;
    }

    private Scenario scenario() {
        Target target = new Target(
                host,
                port,
                login,
                passcode,
                virtualHost,
                dialect,
                pid == null ? OptionalLong.empty() : OptionalLong.of(pid));
        Workload workload = workload();
        // any number will do that an earlier run on this machine did not have: its nanoseconds since boot
        long run = clock.getAsLong();
        if (idle > 0) {
            return new IdleScenario(title, target, workload, idle, idleQueue, clock);
        }
        if (backlog > 0) {
            return new BacklogScenario(title, target, workload, backlog, threads, clock, run);
        }
        return new FlowScenario(title, target, workload, threads, clock, run);
    }

    private Workload workload() {
        List<String> allSendHeaders = new ArrayList<>(sendHeaders);
        if (persistent) {
            allSendHeaders.add("persistent:true");
        }
        return new Workload(
                prefix,
                name,
                destinations,
                producers,
                consumers,
                neverReading,
                messageBytes,
                receiptWindow,
                ackMode,
                prefetch,
                ratePerSecond,
                allSendHeaders,
                subscribeHeaders,
                seconds(warmUpSeconds),
                seconds(durationSeconds),
                seconds(settleSeconds));
    }

    private static Duration seconds(double seconds) {
        return Duration.ofNanos((long) (seconds * 1e9));
    }
}
