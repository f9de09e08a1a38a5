package org.stampedemq.app.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "purge",
        description = "Removes every message of a queue that no consumer has at the moment. There is no way back.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExamples:%n",
        footer = {"  stampede purge /queue/orders"})
@SuppressWarnings("NullAway.Init") // by picocli, before the command runs
final class PurgeCommand implements Callable<Integer> {
    @Mixin
    private ManagementClient node = new ManagementClient();

    @Parameters(paramLabel = "QUEUE", description = "For instance /queue/orders.")
    private String queue;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        ManagementClient.Answer answer = node.post("/api/destinations/purge?name=" + ManagementClient.encoded(queue));
        spec.commandLine()
                .getOut()
                .println(node.asJson() ? answer.text() : "Removed " + answer.field("removed") + " messages");
        return Exit.OK;
    }
}
