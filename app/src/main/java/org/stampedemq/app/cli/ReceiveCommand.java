package org.stampedemq.app.cli;

import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.stampedemq.app.json.JsonText;
import org.stampedemq.app.log.Escaped;
import org.stampedemq.client.AckMode;
import org.stampedemq.client.ReceivedMessage;
import org.stampedemq.client.StompClient;
import org.stampedemq.client.SubscribeOptions;
import org.stampedemq.client.Subscription;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.TypeConversionException;

@Command(
        name = "receive",
        description = "Receives messages and prints their bodies, one a line. What was printed is acknowledged.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExamples:%n",
        footer = {
            "  stampede receive /queue/orders",
            "  stampede receive /queue/orders --count 100 --timeout 5 --json",
            "  stampede receive /topic/time --count 0      until interrupted",
            "",
            "Exit code 4 if the time ran out before the count was reached."
        })
@SuppressWarnings("NullAway.Init") // by picocli, before the command runs
final class ReceiveCommand implements Callable<Integer> {
    /** Whether standard output is a terminal, which a JVM cannot tell; bin/stampede says so. */
    private static final String TERMINAL_PROPERTY = "stampede.terminal";

    private static final int MOST_PREFETCHED = 100;
    private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

    @Mixin
    private StompTarget node = new StompTarget();

    @Parameters(paramLabel = "DEST", description = "For instance /queue/orders or /topic/time.")
    private String destination;

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "1",
            description = "Ends after so many; 0 for never. Default: ${DEFAULT-VALUE}.")
    private int count;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "10",
            description =
                    "Ends when nothing came for so long; 0 for never, as with --count 0. Default: ${DEFAULT-VALUE}.")
    private int timeoutSeconds;

    @Option(
            names = "--ack",
            paramLabel = "MODE",
            defaultValue = "client-individual",
            converter = AckModes.class,
            description = "auto, client or client-individual. Default: ${DEFAULT-VALUE}.")
    private AckMode ack;

    @Option(names = "--json", description = "One JSON object a line, with the headers.")
    private boolean json;

    @ParentCommand
    private Stampede program;

    /** Ack modes by the names that STOMP gives them. */
    static final class AckModes implements ITypeConverter<AckMode> {
        @Override
        public AckMode convert(String text) {
            for (AckMode mode : AckMode.values()) {
                if (mode.text().equals(text)) {
                    return mode;
                }
            }
            throw new TypeConversionException("must be auto, client or client-individual, not " + text);
        }
    }

    @Override
    public Integer call() throws Exception {
        int prefetch = count == 0 ? MOST_PREFETCHED : Math.min(count, MOST_PREFETCHED);
        // Bounded by the prefetch; in mode auto by what comes until the count is reached.
        BlockingQueue<ReceivedMessage> arrived = new LinkedBlockingQueue<>();
        SubscribeOptions options = SubscribeOptions.of(ack);
        if (ack != AckMode.AUTO) {
            options = options.withPrefetch(prefetch);
        }
        int received = 0;
        ReceivedMessage last = null;
        try (StompClient client = node.connect()) {
            Subscription subscription = StompTarget.await(client.subscribe(destination, options, arrived::add));
            while (count == 0 || received < count) {
                ReceivedMessage message = next(client, arrived);
                if (message == null) {
                    break;
                }
                print(message);
                received++;
                if (received == count) {
                    last = message;
                } else if (ack != AckMode.AUTO) {
                    StompTarget.await(client.ack(message));
                }
            }
            finish(client, subscription, last);
            StompTarget.await(client.disconnect());
        }
        return count == 0 || received == count ? Exit.OK : Exit.TIMED_OUT;
    }

    /** In one breath, or the room that the ACK makes would fetch a message that then goes back, flagged as redelivered. */
    private void finish(StompClient client, Subscription subscription, @Nullable ReceivedMessage last)
            throws CommandFailed, InterruptedException {
        CompletableFuture<?> acknowledged =
                last == null || ack == AckMode.AUTO ? CompletableFuture.completedFuture(null) : client.ack(last);
        CompletableFuture<?> unsubscribed = subscription.unsubscribe();
        StompTarget.await(acknowledged);
        StompTarget.await(unsubscribed);
    }

    /** Null when the time is up. */
    private @Nullable ReceivedMessage next(StompClient client, BlockingQueue<ReceivedMessage> arrived)
            throws InterruptedException, CommandFailed {
        InstantSource clock = program.clock();
        boolean forEver = timeoutSeconds == 0 || count == 0;
        Instant end = clock.instant().plusSeconds(timeoutSeconds);
        while (forEver || clock.instant().isBefore(end)) {
            ReceivedMessage message = arrived.poll(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
            if (message != null) {
                return message;
            }
            if (!client.isConnected()) {
                throw new CommandFailed(Exit.FAILED, "The node closed the connection.");
            }
        }
        return null;
    }

    private void print(ReceivedMessage message) {
        PrintStream out = System.out;
        ByteBuffer body = message.body();
        Optional<String> text = text(body.duplicate());
        if (json) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("headers", message.headers());
            byte[] octets = octets(body);
            text.ifPresentOrElse(
                    value -> object.put("body", value),
                    () -> object.put("bodyBase64", Base64.getEncoder().encodeToString(octets)));
            byte[] line = (JsonText.render(object) + "\n").getBytes(StandardCharsets.UTF_8);
            out.write(line, 0, line.length);
        } else if (text.isPresent() && Boolean.getBoolean(TERMINAL_PROPERTY)) {
            out.println(Escaped.lines(text.get()));
        } else {
            byte[] octets = octets(body);
            out.write(octets, 0, octets.length);
            out.write('\n');
        }
        out.flush();
    }

    private static byte[] octets(ByteBuffer body) {
        byte[] octets = new byte[body.remaining()];
        body.get(octets);
        return octets;
    }

    private static Optional<String> text(ByteBuffer body) {
        try {
            return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(body).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
