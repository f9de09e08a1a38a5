package org.stampedemq.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WrongKeysAreRefusedTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({
        "refresh.intervall, refresh.interval",
        "refreshinterval, refresh.interval",
        "queue.max-failures, queues.max-failures",
        "front-store.byte, front-store.bytes",
        "max-failures, queues.max-failures",
        "http.prot, http.port",
        "nodeid, node.id"
    })
    void theNearestKnownKeyIsNamed(String wrong, String meant) {
        assertThatThrownBy(() -> Settings.load(Optional.empty(), Map.of(), Map.of(wrong, "1")))
                .isInstanceOf(SettingsException.class)
                .hasMessage("There is no key " + wrong + " (the command line); did you mean " + meant + "?");
    }

    @Test
    void aKeyThatResemblesNoneIsRefusedWithoutAGuess() {
        assertThatThrownBy(() -> Settings.load(Optional.empty(), Map.of(), Map.of("qqqqqqqqqqqqqqqqqqqq", "1")))
                .hasMessageContaining("config show");
    }

    @Test
    void inAFileItsLineIsNamed() throws IOException {
        Path file = file("queues {\n  max-failures = 3\n  idle-tiemout = 1m\n}\n");
        assertThatThrownBy(() -> Settings.load(Optional.of(file), Map.of(), Map.of()))
                .hasMessageContaining("queues.idle-tiemout (" + file + ": 3)")
                .hasMessageContaining("did you mean queues.idle-timeout?");
    }

    @ParameterizedTest
    @CsvSource({
        "front-max, front-store.bytes",
        "hostname, stomp.bind",
        "background, stampede start",
        "crash-cmd, crash.command"
    })
    void whatTheAncestorCalledOtherwiseIsRefusedKindly(String retired, String successor) throws IOException {
        Path file = file(retired + " = 5\n");
        assertThatThrownBy(() -> Settings.load(Optional.of(file), Map.of(), Map.of()))
                .hasMessageContaining("not used any more")
                .hasMessageContaining(successor);
    }

    @ParameterizedTest
    @CsvSource({
        "front-store.timeout, 4, 'unit'",
        "front-store.timeout, 4 sec, 'unit'",
        "front-store.timeout, -1s, 'unit'",
        "refresh.interval, 0s, 'from 10ms'",
        "front-store.bytes, 32MB, 'such as'",
        "front-store.bytes, 1B, 'a size from'",
        "limits.frame, 99999999GiB, 'a size from'",
        "limits.headers, many, 'a number'",
        "limits.headers, 3, 'from 8'",
        "stomp.port, 65536, 'from 0 to 65535'",
        "stomp.port, 99999999999, 'a number'",
        "queues.persistent, yes, 'true or false'",
        "store, mysql, 'one of rocksdb, memory'",
        "log.level, loud, 'one of error'",
        "node.id, 'a b', 'letters'",
        "node.id, '', 'a text'",
        "http.hosts, '[a', 'cannot be understood'",
        "stomp.bind, no.such.host.invalid, 'an address of this machine'"
    })
    void valuesAreTypedAndBounded(String key, String value, String allowed) {
        assertThatThrownBy(
                        () -> NodeConfig.read(Settings.load(Optional.empty(), Map.of(), Map.of(key, value)), directory))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(key)
                .hasMessageContaining(allowed)
                .hasMessageContaining("command line");
    }

    @Test
    void aFileThatIsNoneOrCannotBeUnderstoodIsRefused() throws IOException {
        assertThatThrownBy(() -> Settings.load(Optional.of(directory.resolve("absent")), Map.of(), Map.of()))
                .hasMessageContaining("cannot be read");
        Path broken = file("queues { max-failures = \n");
        assertThatThrownBy(() -> Settings.load(Optional.of(broken), Map.of(), Map.of()))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(broken.toString());
        Path group = file("front-store = 5\n");
        assertThatThrownBy(() -> Settings.load(Optional.of(group), Map.of(), Map.of()))
                .hasMessageContaining("group of keys");
    }

    @ParameterizedTest
    @CsvSource({"stomp.bind, 0.0.0.0", "http.bind, 0.0.0.0", "stomp.bind, ::"})
    void listeningWiderThanLoopbackNeedsAWord(String key, String address) throws SettingsException {
        assertThatThrownBy(() ->
                        NodeConfig.read(Settings.load(Optional.empty(), Map.of(), Map.of(key, address)), directory))
                .hasMessageContaining("loopback only")
                .hasMessageContaining("--set insecure.open-to-network=true");
        Map<String, String> open = Map.of(key, address, "insecure.open-to-network", "true");
        assertThat(NodeConfig.read(Settings.load(Optional.empty(), Map.of(), open), directory)
                        .logLevel())
                .isEqualTo("info");
    }

    private Path file(String text) throws IOException {
        return Files.writeString(directory.resolve("stampede.conf"), text);
    }
}
