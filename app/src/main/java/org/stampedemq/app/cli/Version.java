package org.stampedemq.app.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version that the build wrote into the program. */
final class Version implements IVersionProvider {
    static String current() {
        try (InputStream in = Objects.requireNonNull(
                Version.class.getResourceAsStream("/stampede-version.properties"), "stampede-version.properties")) {
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty("version", "unknown");
        } catch (IOException e) {
            throw new IllegalStateException("The program lacks its version", e);
        }
    }

    @Override
    public String[] getVersion() {
        return new String[] {"Stampede " + current() + " on Java " + Runtime.version()};
    }
}
