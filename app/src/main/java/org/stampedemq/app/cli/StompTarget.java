package org.stampedemq.app.cli;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.stampedemq.app.config.SettingsException;
import org.stampedemq.client.Backoff;
import org.stampedemq.client.BrokerErrorException;
import org.stampedemq.client.ClientSettings;
import org.stampedemq.client.StompClient;
import org.stampedemq.client.StompClientException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Connects to a node by STOMP. A mixin of the commands that do. */
final class StompTarget {
    @Mixin
    private TargetOptions target = new TargetOptions();

    @Option(
            names = "--address",
            paramLabel = "HOST:PORT",
            description =
                    "STOMP address of the node, or of any other STOMP broker. Default: that of the node on the data"
                            + " directory, else 127.0.0.1:61613.")
    private Optional<String> address = Optional.empty();

    /** Blocks until it is logged in. */
    StompClient connect() throws CommandFailed, SettingsException, InterruptedException {
        String where = address.isPresent() ? address.get() : target.stomp();
        int colon = where.lastIndexOf(':');
        if (colon < 1 || !where.substring(colon + 1).matches("\\d{1,5}")) {
            throw new CommandFailed(Exit.USAGE, where + " is no address, such as 127.0.0.1:61613.");
        }
        String host = where.substring(0, colon).replace("[", "").replace("]", "");
        int port = Integer.parseInt(where.substring(colon + 1));
        if (port > 65_535) {
            throw new CommandFailed(Exit.USAGE, where + " is no address: ports end at 65535.");
        }
        try {
            return StompClient.open(ClientSettings.to(host, port).withBackoff(Backoff.never()));
        } catch (BrokerErrorException e) {
            throw refused(e);
        } catch (StompClientException e) {
            throw new CommandFailed(
                    Exit.NOT_RUNNING,
                    "No node answers at " + where + "; start one with `stampede start`, or name one with --address.",
                    e);
        }
    }

    /** What the future gives, or the sentence that the broker gave instead. Blocks. */
    static <T> T await(CompletableFuture<T> future) throws CommandFailed, InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw refused(e);
        }
    }

    private static CommandFailed refused(Exception e) {
        Throwable cause = e;
        while ((cause instanceof ExecutionException || cause instanceof CompletionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof BrokerErrorException error) {
            String body = error.body().strip();
            boolean more = !body.isEmpty() && !body.equals(error.brokerMessage());
            String sentence = "The node refused: " + error.brokerMessage() + (more ? " (" + body + ")" : "");
            return new CommandFailed(Exit.FAILED, sentence, cause);
        }
        return new CommandFailed(Exit.FAILED, String.valueOf(cause.getMessage()), cause);
    }
}
