package org.stampedemq.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class CommandLineTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path directory;

    @Test
    void everyCommandHasHelpWithExamples() {
        for (Map.Entry<String, CommandLine> command :
                commandLine("").getSubcommands().entrySet()) {
            assertThat(run(command.getKey(), "--help")).isZero();
            assertThat(out.toString())
                    .as(command.getKey())
                    .contains("Examples:", "stampede " + command.getKey(), "--help");
            out.getBuffer().setLength(0);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'',          2, What should be done",
        "statsu,      2, stampede status",
        "run --http-prot,  2, --http-port",
        "config,      2, config check",
        "peek,        2, QUEUE",
        "run --port x,                     78, stomp.port must be a number",
        "run --bind 0.0.0.0,               78, loopback only",
        "run --set refresh.amuont=3,       78, did you mean refresh.amount",
        "start --store mysql,              78, 'one of rocksdb, memory'",
        "config check --config /no/such,   78, cannot be read",
        "status --url nonsense,            2,  no HTTP address",
        "status --url http://127.0.0.1:1,  3,  No node answers at http://127.0.0.1:1",
        "queues --url http://127.0.0.1:1,  3,  No node answers",
        "purge /queue/a --url http://127.0.0.1:1,  3,  No node answers"
    })
    void whatIsWrongIsOneSentenceAndACode(String line, int code, String sentence) {
        assertThat(run(line.isEmpty() ? new String[0] : line.split(" ", -1))).isEqualTo(code);
        assertThat(err.toString()).contains(sentence);
        assertThat(err.toString().lines().filter(text -> text.startsWith("stampede: ")))
                .hasSize(1);
        assertThat(err.toString()).doesNotContain("Exception").doesNotContain("\tat ");
    }

    @Test
    void withoutANodeStopAndStatusSaySo() {
        String data = directory.resolve("data").toString();
        assertThat(run("stop", "--data", data)).isEqualTo(3);
        assertThat(run("status", "--data", data)).isEqualTo(3);
        assertThat(err.toString()).contains("No node runs on " + data);
        assertThat(directory.resolve("data")).doesNotExist();
    }

    @Test
    void configShowTellsWhatSetWhat() {
        assertThat(run("config", "show", "--set", "refresh.amount=7")).isZero();
        assertThat(out.toString())
                .containsPattern("refresh\\.amount = \"7\" +the command line")
                .containsPattern("refresh\\.interval = \"1s\" +default");
    }

    @Test
    void theCompletionScriptKnowsTheCommands() {
        assertThat(run("completion")).isZero();
        assertThat(out.toString()).contains("complete -F _complete_stampede", "--http-port", "purge");
    }

    private int run(String... args) {
        return commandLine(args.length == 0 ? "" : args[0]).execute(args);
    }

    private CommandLine commandLine(String wanted) {
        return Stampede.commandLine(InstantSource.system(), wanted)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true));
    }
}
