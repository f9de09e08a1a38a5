package org.stampedemq.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs what README.md tells people to type, in its order, against a node that its own first command started. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class ReadmeCommandsTest {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```([^\\n]+)\\n(.*?)^```$");
    private static final Pattern PORT = Pattern.compile("(?m)^stomp +127\\.0\\.0\\.1:(\\d+)$");

    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @SuppressWarnings("NullAway.Init")
    private Shell shell;

    @SuppressWarnings("NullAway.Init")
    private Shell.Running node;

    private record Block(String info, String text) {}

    @BeforeAll
    void startsByTheFirstCommand(@TempDir Path given) throws IOException {
        directory = given;
        shell = new Shell(directory)
                .with("STAMPEDE_DATA", directory.resolve("data").toString())
                .with("STAMPEDE_STOMP_PORT", "0")
                .with("STAMPEDE_HTTP_PORT", "0");
        Block first = blocks().get(0);
        assertThat(first.info()).isEqualTo("sh foreground");
        node = shell.start("sh", "-c", "exec " + first.text().strip());
        node.awaitPrinted("Ready in ");
    }

    @AfterAll
    void ctrlCStopsIt() throws Exception {
        node.process().destroy();
        assertThat(node.end().ok().out()).endsWith("Stopped\n");
    }

    @TestFactory
    Stream<DynamicTest> everyCommandWorks() throws IOException {
        String port = port();
        return blocks().stream()
                .skip(1)
                .filter(block -> !block.info().startsWith("sh no-test: "))
                .map(block -> DynamicTest.dynamicTest(
                        block.text().lines().findFirst().orElse(""),
                        () -> run(new Block(block.info(), block.text().replace("61613", port)))));
    }

    @Test
    void everyBlockIsOneOfTheKindsThatAreRun() throws IOException {
        assertThat(blocks())
                .hasSizeGreaterThan(4)
                .allMatch(block -> List.of("sh", "sh foreground", "python").contains(block.info())
                        || block.info().startsWith("sh no-test: "));
    }

    @Test
    void theFirstMessageIsAtMostThreeHundredWordsAway() throws IOException {
        String readme = Files.readString(Shell.ROOT.resolve("README.md"));
        String first = readme.substring(0, readme.indexOf("bin/stampede receive"));
        assertThat(first.split("\\s+")).hasSizeLessThan(300);
    }

    private void run(Block block) throws Exception {
        if (block.info().equals("python")) {
            assumeTrue(
                    Files.isExecutable(Path.of("/usr/bin/python3"))
                            && shell.run("sh", "-c", "cd / && /usr/bin/python3 -c 'import stomp'")
                                            .exitCode()
                                    == 0,
                    "this machine has no stomp.py");
            Path script = Files.writeString(directory.resolve("readme.py"), block.text());
            Shell.Result result =
                    shell.run("sh", "-c", "cd / && /usr/bin/python3 " + script).ok();
            assertThat(result.out()).contains("four plums");
            return;
        }
        assumeTrue(!block.text().contains("| nc ") || Shell.has("nc"), "this machine has no nc");
        for (String command : commands(block.text())) {
            Shell.Result result = shell.run("sh", "-c", command).ok();
            assertThat(result.out()).contains(expected(command, block.text()));
        }
    }

    private static List<String> commands(String text) {
        List<String> commands = new ArrayList<>();
        text.lines().filter(line -> !line.isBlank()).forEach(commands::add);
        return commands;
    }

    /** What a receive must print is what the block sent. */
    private static String expected(String command, String block) {
        if (command.contains(" receive ")) {
            return block.contains("three pears") ? "three pears" : "two apples";
        }
        return command.contains("| nc ") ? "receipt-id:2" : "";
    }

    private String port() {
        Matcher matcher = PORT.matcher(node.printed());
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }

    private static List<Block> blocks() throws IOException {
        return BLOCK.matcher(Files.readString(Shell.ROOT.resolve("README.md")))
                .results()
                .map(match -> new Block(match.group(1), match.group(2)))
                .toList();
    }
}
