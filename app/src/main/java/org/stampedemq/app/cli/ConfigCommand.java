package org.stampedemq.app.cli;

import org.stampedemq.app.config.NodeConfig;
import org.stampedemq.app.config.Settings;
import org.stampedemq.app.config.SettingsException;
import org.stampedemq.app.log.Escaped;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "config",
        description = "Checks or shows the configuration.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExamples:%n",
        footer = {
            "  stampede config check --config my.conf",
            "  stampede config show",
            "  stampede config show --set refresh.interval=500ms"
        })
@SuppressWarnings("NullAway.Init") // by picocli, before the command runs
final class ConfigCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say `config check` or `config show`.");
    }

    @Command(
            name = "check",
            description = "Says whether a node would start with this configuration. Starts nothing.",
            mixinStandardHelpOptions = true)
    int check(@Mixin RunOptions options) throws SettingsException {
        NodeConfig config = options.read();
        spec.commandLine().getOut().println("The configuration is fine; data directory " + config.data());
        return Exit.OK;
    }

    @Command(
            name = "show",
            description = "Prints every key with its value and what set it.",
            mixinStandardHelpOptions = true)
    int show(@Mixin NodeOptions options) throws SettingsException {
        Table table = new Table("KEY = VALUE", "SET BY");
        for (Settings.Shown key : options.settings().all()) {
            table.row(key.key() + " = " + Escaped.text(key.value()), key.setBy());
        }
        table.print(spec.commandLine().getOut());
        return Exit.OK;
    }
}
