package org.stampedemq.app.cli;

import org.stampedemq.broker.Broker;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} says. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"Stampede " + Broker.version() + " on Java " + Runtime.version()};
    }
}
