package org.stampedemq.gateway;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stampedemq.broker.management.Management;

/**
 * The HTTP listener of a node and its routes.
 *
 * <pre>
 *   GET  /health                                 200, or 503 if a vital thread is gone
 *   GET  /ready                                  200, or 503 with the reason
 *   GET  /api/node                               the node at a glance
 *   GET  /api/destinations?prefix=&amp;max=          names in order, with their counts
 *   GET  /api/destinations/peek?name=&amp;max=       the oldest messages, without taking them
 *   POST /api/destinations/purge?name=           removes what is not out; needs the header X-Stampede
 * </pre>
 *
 * Every answer is JSON; an error is {@code {"error": "one sentence"}}.
 */
public final class HttpGateway implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(HttpGateway.class);
    private static final long START_SECONDS = 30;
    private static final int DEFAULT_DESTINATIONS = 1_000;
    private static final int DEFAULT_PEEK = 20;

    private final Vertx vertx;
    private final GatewaySettings settings;
    private final Management management;
    private int connections; // of the loop

    private HttpGateway(Vertx vertx, GatewaySettings settings, Management management) {
        this.vertx = vertx;
        this.settings = settings;
        this.management = management;
    }

    /** A listener that is open, and where. */
    public record Open(HttpGateway gateway, InetSocketAddress address) implements AutoCloseable {
        @Override
        public void close() {
            gateway.close();
        }
    }

    /**
     * Opens the listener. Blocks until it is bound.
     *
     * @throws IOException with the address in its message, if it cannot be bound
     */
    public static Open open(GatewaySettings settings, Management management) throws IOException {
        Vertx vertx = Vertx.builder()
                .with(new VertxOptions()
                        .setEventLoopPoolSize(1)
                        .setWorkerPoolSize(1)
                        .setInternalBlockingPoolSize(1)
                        .setFileSystemOptions(new FileSystemOptions()
                                .setClassPathResolvingEnabled(false)
                                .setFileCachingEnabled(false)))
                .build();
        HttpGateway gateway = new HttpGateway(vertx, settings, management);
        try {
            HttpServer server = await(gateway.listen());
            return new Open(gateway, new InetSocketAddress(settings.address().getAddress(), server.actualPort()));
        } catch (IOException e) {
            gateway.close();
            InetSocketAddress wanted = settings.address();
            throw new IOException(
                    "Cannot listen for HTTP on " + wanted.getAddress().getHostAddress() + ":" + wanted.getPort() + ": "
                            + e.getMessage(),
                    e);
        }
    }

    private Future<HttpServer> listen() {
        HttpServerOptions options = new HttpServerOptions()
                .setHttp2ClearTextEnabled(false)
                .setCompressionSupported(false)
                .setMaxHeaderSize(settings.maxHeaderBytes())
                .setMaxInitialLineLength(4 << 10)
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setIdleTimeout((int) settings.idleTimeout().toMillis());
        return vertx.createHttpServer(options)
                .connectionHandler(connection -> {
                    connections++;
                    connection.closeHandler(closed -> connections--);
                    if (connections > settings.maxConnections()) {
                        connection.close();
                    }
                })
                .requestHandler(routes())
                .listen(
                        settings.address().getPort(),
                        settings.address().getAddress().getHostAddress());
    }

    private Router routes() {
        Router router = Router.router(vertx);
        router.route().handler(new Gatekeeper(settings.hosts()));
        router.get("/health").handler(this::health);
        router.get("/ready").handler(this::ready);
        router.get("/api/node").handler(context -> answer(context, management.node(), Answers::node));
        router.get("/api/destinations").handler(this::destinations);
        router.get("/api/destinations/peek").handler(this::peek);
        router.post("/api/destinations/purge")
                .handler(BodyHandler.create(false).setBodyLimit(settings.maxBodyBytes()))
                .handler(this::purge);
        refusals(router);
        return router;
    }

    private static void refusals(Router router) {
        router.errorHandler(404, context -> Answers.refuse(context, 404, "There is nothing under that path."));
        router.errorHandler(405, context -> Answers.refuse(context, 405, "That method does nothing here."));
        router.errorHandler(413, context -> Answers.refuse(context, 413, "The body of the request is too long."));
        router.errorHandler(400, context -> Answers.refuse(context, 400, "The request cannot be understood."));
        router.errorHandler(500, context -> {
            log.warn("A request failed: {}", context.request().path(), context.failure());
            Answers.refuse(context, 500, "The request failed; the log of the node says why.");
        });
    }

    private void health(RoutingContext context) {
        boolean healthy = management.healthy();
        Answers.give(context, healthy ? 200 : 503, new JsonObject().put("healthy", healthy));
    }

    private void ready(RoutingContext context) {
        String reason = management.notReadyBecause();
        boolean ready = reason.isEmpty();
        Answers.give(
                context, ready ? 200 : 503, new JsonObject().put("ready", ready).put("reason", reason));
    }

    private void destinations(RoutingContext context) {
        int max = max(context, DEFAULT_DESTINATIONS, 10_000);
        if (max > 0) {
            String prefix = context.request().getParam("prefix", "");
            answer(context, management.destinations(prefix, max), Answers::destinations);
        }
    }

    private void peek(RoutingContext context) {
        int max = max(context, DEFAULT_PEEK, 1_000);
        String name = name(context);
        if (max > 0 && !name.isEmpty()) {
            answer(context, management.peek(name, max), Answers::messages);
        }
    }

    private void purge(RoutingContext context) {
        String name = name(context);
        if (!name.isEmpty()) {
            answer(context, management.purge(name), removed -> new JsonObject().put("removed", removed));
        }
    }

    /** The parameter max, or 0 if it was refused. */
    private static int max(RoutingContext context, int otherwise, int most) {
        String given = context.request().getParam("max", Integer.toString(otherwise));
        try {
            int max = Integer.parseInt(given);
            if (max >= 1 && max <= most) {
                return max;
            }
        } catch (NumberFormatException e) {
            log.debug("Not a number", e);
        }
        Answers.refuse(context, 400, "max must be a number from 1 to " + most + ".");
        return 0;
    }

    /** The parameter name, or empty if it was refused. */
    private static String name(RoutingContext context) {
        String name = context.request().getParam("name", "");
        if (name.isEmpty()) {
            Answers.refuse(context, 400, "name must be a destination, such as /queue/orders.");
        }
        return name;
    }

    private <T> void answer(RoutingContext context, CompletionStage<T> stage, Function<T, JsonObject> form) {
        long timer = vertx.setTimer(
                settings.answerTimeout().toMillis(),
                late -> Answers.refuse(context, 504, "The broker did not answer in time."));
        Future.fromCompletionStage(stage, vertx.getOrCreateContext()).onComplete(result -> {
            vertx.cancelTimer(timer);
            if (result.succeeded()) {
                Answers.give(context, 200, form.apply(result.result()));
            } else {
                failed(context, result.cause());
            }
        });
    }

    private static void failed(RoutingContext context, Throwable cause) {
        String sentence = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        if (cause instanceof IllegalArgumentException) {
            Answers.refuse(context, 400, sentence);
        } else if (cause instanceof RuntimeException) {
            context.fail(500, cause);
        } else {
            Answers.refuse(context, 503, sentence);
        }
    }

    /** Closes the listener, its connections and its loop. Blocks until they are gone. Idempotent. */
    @Override
    public void close() {
        try {
            await(vertx.close());
        } catch (IOException e) {
            log.warn("The HTTP listener did not close in order", e);
        }
    }

    private static <T> T await(Future<T> future) throws IOException {
        try {
            return future.toCompletionStage().toCompletableFuture().get(START_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        } catch (TimeoutException e) {
            throw new IOException("no answer from the event loop", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
