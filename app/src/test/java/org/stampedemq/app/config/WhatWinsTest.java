package org.stampedemq.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WhatWinsTest {
    @TempDir
    private Path directory;

    @Test
    void flagsOverEnvironmentOverFileOverDefaults() throws Exception {
        Optional<Path> file = Optional.of(file("refresh { interval = 2s, amount = 7 }\nfront-store.timeout = 3s"));
        Map<String, String> environment = Map.of("STAMPEDE_REFRESH_AMOUNT", "8", "STAMPEDE_FRONT_STORE_TIMEOUT", "5s");
        Settings settings = Settings.load(file, environment, Map.of("front-store.timeout", "6s"));
        NodeConfig config = NodeConfig.read(settings, directory);
        assertThat(config.broker().front().refreshInterval()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.broker().front().refreshAmount()).isEqualTo(8);
        assertThat(config.broker().front().timeout()).isEqualTo(Duration.ofSeconds(6));
        assertThat(settings.all())
                .anySatisfy(key -> assertThat(key.setBy()).contains("stampede.conf: 1"))
                .anySatisfy(key -> assertThat(key.setBy()).contains("STAMPEDE_REFRESH_AMOUNT"))
                .anySatisfy(key -> assertThat(key.setBy()).isEqualTo("the command line"));
    }

    @Test
    void listsCanBeGivenAsText() throws Exception {
        Map<String, String> environment =
                Map.of("STAMPEDE_CRASH_COMMAND", "[\"sh\", \"-c\", \"echo $0\"]", "STAMPEDE_HTTP_HOSTS", "mq.example");
        NodeConfig config = NodeConfig.read(Settings.load(Optional.empty(), environment, Map.of()), directory);
        assertThat(config.broker().crashCommand()).isEqualTo(List.of("sh", "-c", "echo $0"));
        assertThat(config.gateway().hosts()).containsExactly("mq.example");
    }

    @Test
    void variablesThatAnOrchestratorSetsForAServiceOfOurNameAreNoKeys() throws Exception {
        Map<String, String> environment =
                Map.of("STAMPEDE_PORT", "tcp://10.0.0.1:61613", "STAMPEDE_SERVICE_HOST", "10.0.0.1");
        assertThat(NodeConfig.read(Settings.load(Optional.empty(), environment, Map.of()), directory)
                        .broker()
                        .nodeId())
                .isEqualTo("stampede");
    }

    private Path file(String text) throws IOException {
        return Files.writeString(directory.resolve("stampede.conf"), text);
    }
}
