package org.stampedemq.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.stampedemq.broker.BrokerSettings;
import org.stampedemq.gateway.GatewaySettings;

class DefaultsAreTheRecordsTest {
    private static final Path HOME = Path.of("/opt/stampede");

    @Test
    void whatTheFileSaysIsWhatTheRecordsSay() throws SettingsException {
        NodeConfig config = NodeConfig.read(Settings.load(Optional.empty(), Map.of(), Map.of()), HOME);
        assertThat(config.broker()).isEqualTo(BrokerSettings.defaults(HOME.resolve("data")));
        assertThat(config.gateway()).isEqualTo(GatewaySettings.defaults());
    }

    @Test
    void everyKeyHasAnEnvironmentVariableOfItsOwn() throws SettingsException {
        Set<String> variables = new HashSet<>();
        for (Settings.Shown key :
                Settings.load(Optional.empty(), Map.of(), Map.of()).all()) {
            assertThat(variables.add(Settings.variable(key.key())))
                    .as(key.key())
                    .isTrue();
            assertThat(key.setBy()).isEqualTo("default");
        }
        assertThat(variables).hasSizeGreaterThan(50);
    }
}
