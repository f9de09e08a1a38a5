package org.stampedemq.app.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.stampedemq.app.config.NodeConfig;
import org.stampedemq.app.log.Escaped;
import org.stampedemq.app.node.StoppedStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "verify",
        description =
                "Reads everything a stopped node has stored and compares checksums. Exit code 1 if something is wrong.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExamples:%n",
        footer = {"  stampede verify", "  stampede verify --data /var/lib/stampede"})
@SuppressWarnings("NullAway.Init") // by picocli, before the command runs
final class VerifyCommand implements Callable<Integer> {
    @Mixin
    private NodeOptions options = new NodeOptions();

    @ParentCommand
    private Stampede program;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Path data = NodeConfig.data(options.settings(), NodeOptions.home());
        if (!Files.isDirectory(data.resolve("store"))) {
            throw new CommandFailed(Exit.FAILED, "There is no store in " + data + ".");
        }
        List<String> wrong = StoppedStore.verify(data, program.clock());
        wrong.forEach(line -> spec.commandLine().getOut().println(Escaped.text(line)));
        if (!wrong.isEmpty()) {
            throw new CommandFailed(Exit.FAILED, wrong.size() + " things are wrong with the store in " + data + ".");
        }
        spec.commandLine().getOut().println("The store in " + data + " is sound");
        return Exit.OK;
    }
}
