package org.stampedemq.app.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.stampedemq.client.Receipt;
import org.stampedemq.client.StompClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "send",
        description = "Sends messages and returns once the node has each of them safe.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExamples:%n",
        footer = {
            "  stampede send /queue/orders 'two apples'",
            "  stampede send /queue/images --file apple.png -H content-type:image/png",
            "  date | stampede send /topic/time -",
            "  stampede send /queue/load x --count 10000"
        })
@SuppressWarnings("NullAway.Init") // by picocli, before the command runs
final class SendCommand implements Callable<Integer> {
    private static final int WINDOW = 256;

    @Mixin
    private StompTarget node = new StompTarget();

    @Parameters(index = "0", paramLabel = "DEST", description = "For instance /queue/orders or /topic/time.")
    private String destination;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "BODY",
            description = "The body; - reads it from standard input.")
    private Optional<String> body = Optional.empty();

    @Option(names = "--file", paramLabel = "FILE", description = "Reads the body from a file.")
    private Optional<Path> file = Optional.empty();

    @Option(
            names = {"-H", "--header"},
            paramLabel = "NAME:VALUE",
            description = "A header, such as persistent:false; may be repeated.")
    private List<String> headers = List.of();

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "1",
            description = "Sends it so often. Default: ${DEFAULT-VALUE}.")
    private int count;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        ByteBuffer octets = body();
        Map<String, String> given = headers();
        try (StompClient client = node.connect()) {
            ArrayDeque<CompletableFuture<Receipt>> unconfirmed = new ArrayDeque<>();
            for (int i = 0; i < count; i++) {
                if (unconfirmed.size() == WINDOW) {
                    StompTarget.await(unconfirmed.removeFirst());
                }
                unconfirmed.addLast(client.send(destination, given, octets.duplicate()));
            }
            while (!unconfirmed.isEmpty()) {
                StompTarget.await(unconfirmed.removeFirst());
            }
            StompTarget.await(client.disconnect());
        }
        spec.commandLine().getOut().println("Sent " + count + (count == 1 ? " message" : " messages"));
        return Exit.OK;
    }

    private ByteBuffer body() throws CommandFailed {
        if (body.isPresent() == file.isPresent()) {
            throw new ParameterException(spec.commandLine(), "Give either a body, or - for standard input, or --file.");
        }
        try {
            if (file.isPresent()) {
                return ByteBuffer.wrap(Files.readAllBytes(file.get()));
            }
            return ByteBuffer.wrap(
                    body.get().equals("-")
                            ? System.in.readAllBytes()
                            : body.get().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new CommandFailed(Exit.FAILED, "The body cannot be read: " + e + ".", e);
        }
    }

    private Map<String, String> headers() {
        Map<String, String> map = new LinkedHashMap<>();
        for (String header : headers) {
            int colon = header.indexOf(':');
            if (colon < 1) {
                throw new ParameterException(spec.commandLine(), "A header is NAME:VALUE, not " + header + ".");
            }
            map.put(header.substring(0, colon), header.substring(colon + 1));
        }
        return map;
    }
}
