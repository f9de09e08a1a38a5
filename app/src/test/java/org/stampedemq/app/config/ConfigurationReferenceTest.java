package org.stampedemq.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** {@code docs/reference/configuration.md} says what {@code conf/stampede.conf} says. */
class ConfigurationReferenceTest {
    private static final Path PAGE = Path.of("..", "docs", "reference", "configuration.md");

    @Test
    void thePageFollowsTheFile() throws Exception {
        String page = page();
        if (Boolean.getBoolean("stampede.write-reference")) {
            Files.writeString(PAGE, page);
        }
        assertThat(PAGE)
                .as(
                        "write it anew: ./mvnw test -pl app -am -Dtest=ConfigurationReferenceTest"
                                + " -Dsurefire.failIfNoSpecifiedTests=false -Dsurefire.extraArgs=-Dstampede.write-reference=true")
                .hasContent(page);
    }

    private static String page() throws IOException, SettingsException {
        StringBuilder page = new StringBuilder("""
                # Configuration

                Every key of `conf/stampede.conf`, which is where this page comes from. What wins: a flag or `--set key=value`, over the
                environment variable, over the file, over the default. A key that is not listed here stops the start.

                | key | default | environment | |
                |---|---|---|---|
                """);
        Map<String, String> sentences = new java.util.HashMap<>();
        List<String> path = new ArrayList<>();
        StringBuilder comment = new StringBuilder();
        for (String line : Files.readAllLines(Path.of("..", "conf", Settings.REFERENCE))) {
            String text = line.strip();
            if (text.startsWith("#")) {
                comment.append(comment.isEmpty() ? "" : " ")
                        .append(text.substring(1).strip());
            } else if (text.endsWith("{")) {
                path.add(text.substring(0, text.length() - 1).strip());
                comment.setLength(0);
            } else if (text.equals("}")) {
                path.remove(path.size() - 1);
            } else if (text.contains(" = ")) {
                String key = text.substring(0, text.indexOf(" = "));
                sentences.put((path.isEmpty() ? "" : String.join(".", path) + ".") + key, comment.toString());
                comment.setLength(0);
            } else {
                comment.setLength(0);
            }
        }
        for (Settings.Shown key :
                Settings.load(Optional.empty(), Map.of(), Map.of()).all()) {
            assertThat(sentences.get(key.key()))
                    .as("a sentence for " + key.key())
                    .isNotBlank();
            page.append("| `")
                    .append(key.key())
                    .append("` | `")
                    .append(key.value().replace("\"", ""))
                    .append("` | `")
                    .append(Settings.variable(key.key()))
                    .append("` | ")
                    .append(sentences.get(key.key()))
                    .append(" |\n");
        }
        return page.toString();
    }
}
