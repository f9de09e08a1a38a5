package org.stampedemq.app.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "queues",
        description = "Lists queues and topics with their counts.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExamples:%n",
        footer = {"  stampede queues", "  stampede queues /queue/dlq.", "  stampede queues --json"})
@SuppressWarnings("NullAway.Init") // by picocli, before the command runs
final class QueuesCommand implements Callable<Integer> {
    @Mixin
    private ManagementClient node = new ManagementClient();

    @Parameters(arity = "0..1", paramLabel = "PREFIX", defaultValue = "", description = "Only names that begin so.")
    private String prefix;

    @Option(
            names = "--max",
            paramLabel = "N",
            defaultValue = "1000",
            description = "At most so many. Default: ${DEFAULT-VALUE}.")
    private int max;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        ManagementClient.Answer answer =
                node.get("/api/destinations?prefix=" + ManagementClient.encoded(prefix) + "&max=" + max);
        if (node.asJson()) {
            spec.commandLine().getOut().println(answer.text());
            return Exit.OK;
        }
        Table table = new Table(
                "DESTINATION",
                "READY",
                "OUT",
                "DELAYED",
                "BYTES",
                "CONSUMERS",
                "RECEIVED",
                "ACKED",
                "REDELIVERED",
                "DEAD");
        for (Map<String, Object> row : answer.rows("destinations")) {
            table.row(
                    String.valueOf(row.get("name")),
                    String.valueOf(row.get("ready")),
                    String.valueOf(row.get("inFlight")),
                    String.valueOf(row.get("delayed")),
                    String.valueOf(row.get("bytes")),
                    String.valueOf(row.get("consumers")),
                    String.valueOf(row.get("received")),
                    String.valueOf(row.get("acknowledged")),
                    String.valueOf(row.get("redelivered")),
                    String.valueOf(row.get("deadLettered")));
        }
        table.print(spec.commandLine().getOut());
        return Exit.OK;
    }
}
