package org.stampedemq.app.node;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stampedemq.app.config.NodeConfig;
import org.stampedemq.broker.Broker;
import org.stampedemq.gateway.HttpGateway;
import org.stampedemq.storage.StoreException;

/** A running node: the broker, the HTTP interface over it, and the data directory that both live on. */
public final class Node {
    private static final Logger log = LoggerFactory.getLogger(Node.class);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    private final NodeConfig config;
    private final InstantSource clock;
    private final DataDirectory data;
    private final Broker broker;
    private final HttpGateway.Open http;

    private Node(NodeConfig config, InstantSource clock, DataDirectory data, Broker broker, HttpGateway.Open http) {
        this.config = config;
        this.clock = clock;
        this.data = data;
        this.broker = broker;
        this.http = http;
    }

    /** Starts everything in order and returns once clients can connect. Blocks. Leaves nothing open if it fails. */
    public static Node start(NodeConfig config, InstantSource clock) throws StartException {
        DataDirectory data = DataDirectory.lock(config.data());
        try {
            Broker broker = Broker.start(config.broker());
            try {
                HttpGateway.Open http = HttpGateway.open(config.gateway(), broker.management());
                Node node = new Node(config, clock, data, broker, http);
                node.announce();
                return node;
            } catch (IOException e) {
                broker.close();
                throw e;
            }
        } catch (StoreException e) {
            release(data);
            throw new StartException(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            release(data);
            throw new StartException(
                    DataDirectory.reason(e) + "; choose another port with --port or --http-port, 0 for any.", e);
        }
    }

    private void announce() throws IOException {
        new NodeFile(
                        ProcessHandle.current().pid(),
                        config.broker().nodeId(),
                        httpUrl(),
                        addresses().stream().map(Node::hostAndPort).toList())
                .write(data.path());
    }

    /** Where clients connect, with the real ports. */
    public List<InetSocketAddress> addresses() {
        return broker.addresses();
    }

    public String httpUrl() {
        return "http://" + hostAndPort(http.address());
    }

    public Path data() {
        return data.path();
    }

    /** As people write it: an IPv6 address in brackets. */
    public static String hostAndPort(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    /** Stops in order, waiting for clients as long as configured or until the requests say hurry. Blocks until done. */
    public void stop(StopRequests requests) throws InterruptedException {
        broker.drain();
        long end = clock.millis() + config.drain().toMillis();
        boolean hurry = false;
        while (!hurry && clock.millis() < end && connections() > 0) {
            hurry = requests.hurried(LOOK_AGAIN);
        }
        http.close();
        broker.close();
        try {
            NodeFile.remove(data.path());
        } catch (IOException e) {
            log.warn("node.json could not be removed", e);
        }
        release(data);
    }

    private int connections() throws InterruptedException {
        try {
            return broker.management()
                    .node()
                    .toCompletableFuture()
                    .get(1, TimeUnit.SECONDS)
                    .connections();
        } catch (ExecutionException | TimeoutException e) {
            log.warn("The broker does not say how many clients it has", e);
            return 0;
        }
    }

    private static void release(DataDirectory data) {
        try {
            data.close();
        } catch (IOException e) {
            log.warn("The data directory could not be released", e);
        }
    }
}
