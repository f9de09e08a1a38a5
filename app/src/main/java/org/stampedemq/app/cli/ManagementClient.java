package org.stampedemq.app.cli;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stampedemq.app.config.SettingsException;
import org.stampedemq.app.json.JsonText;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Asks a node over HTTP. A mixin of the commands that do. */
final class ManagementClient {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @Mixin
    private TargetOptions target = new TargetOptions();

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "HTTP address of the node. Default: that of the node on the data directory, else"
                    + " http://127.0.0.1:61680.")
    private Optional<String> url = Optional.empty();

    @Option(names = "--json", description = "Prints what the node said, as JSON.")
    private boolean json;

    boolean asJson() {
        return json;
    }

    /** @param text as the node sent it */
    record Answer(String text, Map<String, Object> object) {
        @SuppressWarnings("unchecked") // objects of JSON have names that are strings
        List<Map<String, Object>> rows(String name) {
            return object.get(name) instanceof List<?> list ? (List<Map<String, Object>>) list : List.of();
        }

        String field(String name) {
            return String.valueOf(object.get(name));
        }
    }

    Answer get(String path) throws CommandFailed, SettingsException, InterruptedException {
        return ask("GET", path);
    }

    Answer post(String path) throws CommandFailed, SettingsException, InterruptedException {
        return ask("POST", path);
    }

    static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    private Answer ask(String method, String path) throws CommandFailed, SettingsException, InterruptedException {
        String base = url.isPresent() ? url.get() : target.http();
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(base + path))
                    .timeout(TIMEOUT)
                    .header("X-Stampede", "1")
                    .method(method, HttpRequest.BodyPublishers.noBody())
                    .build();
            HttpResponse<String> response = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build()
                    .send(request, HttpResponse.BodyHandlers.ofString());
            Answer answer = new Answer(response.body().strip(), JsonText.parse(response.body()));
            if (response.statusCode() != 200) {
                throw new CommandFailed(Exit.FAILED, "The node refused: " + answer.field("error"));
            }
            return answer;
        } catch (IllegalArgumentException e) {
            throw new CommandFailed(Exit.USAGE, base + " is no HTTP address, such as http://127.0.0.1:61680.", e);
        } catch (IOException e) {
            throw new CommandFailed(
                    Exit.NOT_RUNNING,
                    "No node answers at " + base + "; start one with `stampede start`, or name one with --url.",
                    e);
        }
    }
}
