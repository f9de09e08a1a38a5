package org.stampedemq.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.stampedemq.broker.management.DestinationInfo;
import org.stampedemq.storage.StoreException;

/**
 * What a client may rely on, asked of a node over each store that there is. One node for a class; every test names
 * destinations of its own.
 */
@ParameterizedClass(name = "{0}")
@MethodSource("org.stampedemq.broker.NodeTest#stores")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class NodeTest {
    private static final AtomicInteger NAMES = new AtomicInteger();

    @Parameter
    String store = "";

    private final List<Wire> wires = new ArrayList<>();
    private Path data = Path.of("");
    private @Nullable Broker broker;

    /** The stores that this build can open. */
    static Stream<String> stores() throws IOException {
        List<String> supported = new ArrayList<>();
        for (String each : List.of("memory", "rocksdb")) {
            Path data = Files.createTempDirectory("stampede-probe");
            try {
                StoreEngines.open(TestSettings.with(data, each)).close().run();
                supported.add(each);
            } catch (StoreException e) {
                if (!String.valueOf(e.getMessage()).startsWith("Unknown store")) {
                    throw new IOException(e);
                }
            } finally {
                delete(data);
            }
        }
        return supported.stream();
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        }
    }

    @BeforeParameterizedClassInvocation
    void startNode(String overStore) throws Exception {
        data = Files.createTempDirectory("stampede-node");
        broker = Broker.start(settings(TestSettings.with(data, overStore)));
    }

    @AfterParameterizedClassInvocation
    void stopNode() throws IOException {
        broker().close();
        delete(data);
    }

    @AfterEach
    void closeWires() throws IOException {
        for (Wire wire : wires) {
            wire.close();
        }
        wires.clear();
    }

    /** For tests that need other settings than the usual. */
    BrokerSettings settings(BrokerSettings usual) {
        return usual;
    }

    Broker broker() {
        return Objects.requireNonNull(broker, "no node was started");
    }

    Wire open() throws IOException {
        return kept(Wire.open(broker().addresses().get(0)));
    }

    Wire connect() throws IOException {
        return connect("1.2");
    }

    Wire connect(String version) throws IOException {
        return kept(Wire.connect(broker().addresses().get(0), version));
    }

    private Wire kept(Wire wire) {
        wires.add(wire);
        return wire;
    }

    static String queue() {
        return "/queue/q" + NAMES.incrementAndGet();
    }

    static String topic() {
        return "/topic/t" + NAMES.incrementAndGet();
    }

    /** What the operator sees of a destination. */
    DestinationInfo info(String destination) throws Exception {
        List<DestinationInfo> found = broker().management()
                .destinations(destination, 1)
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        assertThat(found).hasSize(1);
        assertThat(found.get(0).name()).isEqualTo(destination);
        return found.get(0);
    }

    /** The node serves somebody who behaves. */
    void assertHealthy() throws IOException {
        String queue = queue();
        try (Wire client = Wire.connect(broker().addresses().get(0))) {
            client.sendSafely(queue, "well");
            client.subscribe("s", queue, "auto");
            assertThat(client.expect("MESSAGE").text()).isEqualTo("well");
        }
    }

    /** The texts of the next so many messages. */
    static List<String> texts(Wire consumer, int count) throws IOException {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            texts.add(consumer.expect("MESSAGE").text());
        }
        return texts;
    }

    static List<String> numbered(String prefix, int from, int to) {
        List<String> all = new ArrayList<>();
        for (int i = from; i < to; i++) {
            all.add(prefix + i);
        }
        return all;
    }
}
