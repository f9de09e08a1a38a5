package org.stampedemq.app.cli;

import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.stampedemq.app.log.Escaped;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "peek",
        description = "Shows the oldest messages of a queue without taking them.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExamples:%n",
        footer = {"  stampede peek /queue/orders", "  stampede peek /queue/orders --max 100 --json"})
@SuppressWarnings("NullAway.Init") // by picocli, before the command runs
final class PeekCommand implements Callable<Integer> {
    @Mixin
    private ManagementClient node = new ManagementClient();

    @Parameters(paramLabel = "QUEUE", description = "For instance /queue/orders.")
    private String queue;

    @Option(
            names = "--max",
            paramLabel = "N",
            defaultValue = "10",
            description = "At most so many. Default: ${DEFAULT-VALUE}.")
    private int max;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        ManagementClient.Answer answer =
                node.get("/api/destinations/peek?name=" + ManagementClient.encoded(queue) + "&max=" + max);
        PrintWriter out = spec.commandLine().getOut();
        if (node.asJson()) {
            out.println(answer.text());
            return Exit.OK;
        }
        for (Map<String, Object> message : answer.rows("messages")) {
            print(out, message);
        }
        if (Boolean.parseBoolean(answer.field("cutOff"))) {
            out.println("(more messages than fit into one answer)");
        }
        return Exit.OK;
    }

    private static void print(PrintWriter out, Map<String, Object> message) {
        out.println(Escaped.text(message.get("id") + "  "
                + Instant.ofEpochMilli(((Number) message.getOrDefault("timestampMillis", 0)).longValue()) + "  "
                + message.get("bodyOctets") + " octets"));
        if (message.get("headers") instanceof List<?> headers) {
            for (Object header : headers) {
                if (header instanceof List<?> pair && pair.size() == 2) {
                    out.println("  " + Escaped.text(pair.get(0) + ": " + pair.get(1)));
                }
            }
        }
        Object body = message.get("body");
        out.println(
                body == null
                        ? "  (base64) " + message.get("bodyBase64")
                        : "  " + Escaped.lines(body.toString()).replace("\n", "\n  "));
        if (!Boolean.parseBoolean(String.valueOf(message.get("bodyWhole")))) {
            out.println("  …");
        }
    }
}
