package org.stampedemq.app.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.stampedemq.app.config.Settings;
import org.stampedemq.app.config.SettingsException;
import picocli.CommandLine.Option;

/** What decides over the configuration of a node. */
final class NodeOptions {
    /** Where Stampede is installed; bin/stampede says so. */
    static final String HOME_PROPERTY = "stampede.home";

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Configuration instead of conf/stampede.conf of the installation.")
    Optional<Path> config = Optional.empty();

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Data directory. Default: data, where Stampede is installed.")
    Optional<Path> data = Optional.empty();

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Any key of the configuration; may be repeated.")
    Map<String, String> set = new LinkedHashMap<>();

    static Path home() {
        return Path.of(System.getProperty(HOME_PROPERTY, "")).toAbsolutePath();
    }

    Settings settings() throws SettingsException {
        return settings(Map.of());
    }

    /** @param more flags that stand for keys; --set wins over them */
    Settings settings(Map<String, String> more) throws SettingsException {
        Map<String, String> flags = new LinkedHashMap<>(more);
        data.ifPresent(directory -> flags.put("data", directory.toAbsolutePath().toString()));
        flags.putAll(set);
        return Settings.load(file(), System.getenv(), flags);
    }

    private Optional<Path> file() {
        if (config.isPresent()) {
            return config;
        }
        Path installed = home().resolve("conf").resolve("stampede.conf");
        return System.getProperty(HOME_PROPERTY) != null && Files.exists(installed)
                ? Optional.of(installed)
                : Optional.empty();
    }
}
