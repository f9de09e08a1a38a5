package org.stampedemq.app.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.stampedemq.app.log.Escaped;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "status",
        description = "Shows how a node is. Exit code 0 if it is ready, 1 if it is not, 3 if there is none.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExamples:%n",
        footer = {"  stampede status", "  stampede status --url http://10.0.0.5:61680 --json"})
@SuppressWarnings("NullAway.Init") // by picocli, before the command runs
final class StatusCommand implements Callable<Integer> {
    @Mixin
    private ManagementClient node = new ManagementClient();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        ManagementClient.Answer answer = node.get("/api/node");
        boolean ready = Boolean.parseBoolean(answer.field("ready"));
        PrintWriter out = spec.commandLine().getOut();
        if (node.asJson()) {
            out.println(answer.text());
        } else {
            line(out, "node", answer.field("nodeId") + ", Stampede " + answer.field("version"));
            line(out, "state", ready ? "ready" : "not ready: " + answer.field("notReadyBecause"));
            line(out, "up", duration(Long.parseLong(answer.field("upMillis"))));
            line(out, "stomp", addresses(answer));
            line(out, "store", answer.field("store"));
            line(out, "clients", answer.field("connections"));
            line(out, "destinations", answer.field("destinations"));
            line(
                    out,
                    "front store",
                    answer.field("frontStoreMessages") + " messages, " + answer.field("frontStoreBytes") + " bytes, "
                            + answer.field("heldBackMessages") + " not written yet");
            line(
                    out,
                    "since start",
                    answer.field("refreshed") + " refreshed, " + answer.field("evicted") + " evicted, "
                            + answer.field("writesSaved") + " writes saved, " + answer.field("notStored")
                            + " not stored");
        }
        return ready ? Exit.OK : Exit.FAILED;
    }

    private static String addresses(ManagementClient.Answer answer) {
        return answer.object().get("addresses") instanceof List<?> list
                ? String.join(", ", list.stream().map(Object::toString).toList())
                : "";
    }

    private static void line(PrintWriter out, String name, String value) {
        out.println(name + " ".repeat(14 - name.length()) + Escaped.text(value));
    }

    private static String duration(long millis) {
        Duration up = Duration.ofMillis(millis);
        return up.toDays() > 0
                ? up.toDays() + " d " + up.toHoursPart() + " h"
                : up.toHours() > 0
                        ? up.toHours() + " h " + up.toMinutesPart() + " min"
                        : up.toMinutes() + " min " + up.toSecondsPart() + " s";
    }
}
