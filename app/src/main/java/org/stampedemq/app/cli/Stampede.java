package org.stampedemq.app.cli;

import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.stampedemq.app.config.SettingsException;
import org.stampedemq.app.log.Escaped;
import org.stampedemq.app.node.StartException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The program {@code stampede} and its commands. */
@Command(
        name = "stampede",
        description = "A persistent message broker that speaks STOMP.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        footerHeading = "%nExamples:%n",
        footer = {
            "  stampede run                              start a node here, in the foreground",
            "  stampede send /queue/orders 'two apples'  send a message",
            "  stampede receive /queue/orders            and get it",
            "  stampede send --help                      all about one command",
            "",
            "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 no node answers, 4 time ran out,",
            "70 a running node died, 78 wrong configuration."
        })
public final class Stampede implements Runnable {
    private static final List<Class<?>> COMMANDS = List.of(
            RunCommand.class,
            StartCommand.class,
            StopCommand.class,
            StatusCommand.class,
            SendCommand.class,
            ReceiveCommand.class,
            QueuesCommand.class,
            PeekCommand.class,
            PurgeCommand.class,
            ConfigCommand.class,
            VerifyCommand.class,
            CompletionCommand.class);

    private final InstantSource clock;

    @Spec
    @SuppressWarnings("NullAway.Init") // by picocli, before the command runs
    private CommandSpec spec;

    Stampede(InstantSource clock) {
        this.clock = clock;
    }

    /** Does what the arguments say; returns the exit code. Blocks until done. */
    public static int execute(String[] args, InstantSource clock) {
        return commandLine(clock, args.length == 0 ? "" : args[0]).execute(args);
    }

    /**
     * Looks at one command only if it is one that stands alone: looking at all of them takes longer than the rest of a start.
     *
     * @param wanted its name, or anything else for all commands
     */
    static CommandLine commandLine(InstantSource clock, String wanted) {
        CommandLine line = new CommandLine(new Stampede(clock));
        List<Class<?>> alone = COMMANDS.stream()
                .filter(command ->
                        command != CompletionCommand.class && name(command).equals(wanted))
                .toList();
        (alone.isEmpty() ? COMMANDS : alone).forEach(line::addSubcommand);
        return line.setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(Stampede::misunderstood)
                .setExecutionExceptionHandler(Stampede::failed);
    }

    private static String name(Class<?> command) {
        return Objects.requireNonNull(command.getAnnotation(Command.class), command.getName())
                .name();
    }

    InstantSource clock() {
        return clock;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "What should be done? `stampede --help` lists the commands.");
    }

    private static int misunderstood(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        PrintWriter err = command.getErr();
        err.println(sentence(String.valueOf(e.getMessage())));
        if (!UnmatchedArgumentException.printSuggestions(e, err)) {
            err.println("See `" + command.getCommandSpec().qualifiedName() + " --help`.");
        }
        return Exit.USAGE;
    }

    private static int failed(Exception e, CommandLine command, CommandLine.ParseResult parsed) throws Exception {
        int code;
        if (e instanceof CommandFailed failed) {
            code = failed.exitCode();
        } else if (e instanceof SettingsException) {
            code = Exit.CONFIGURATION;
        } else if (e instanceof StartException) {
            code = Exit.FAILED;
        } else {
            throw e;
        }
        command.getErr().println(sentence(String.valueOf(e.getMessage())));
        return code;
    }

    private static String sentence(String message) {
        return "stampede: " + Escaped.text(message);
    }
}
