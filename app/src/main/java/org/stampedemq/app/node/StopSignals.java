package org.stampedemq.app.node;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIGTERM, SIGINT and SIGHUP as requests to stop. A JVM's own shutdown hooks cannot tell a second signal from a first, and
 * {@code sun.misc.Signal}, in the module jdk.unsupported of every JDK, can; it is reached by name because the compiler's
 * warning about it cannot be silenced. Without it a signal ends the node at once, as a crash would.
 */
public final class StopSignals {
    private static final Logger log = LoggerFactory.getLogger(StopSignals.class);

    private StopSignals() {}

    /** From now on, for the whole process. */
    public static void handOver(StopRequests requests) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            InvocationHandler request = (proxy, method, arguments) -> {
                requests.request();
                return null;
            };
            Object requesting =
                    Proxy.newProxyInstance(StopSignals.class.getClassLoader(), new Class<?>[] {handler}, request);
            for (String name : List.of("TERM", "INT", "HUP")) {
                signal.getMethod("handle", signal, handler)
                        .invoke(null, signal.getConstructor(String.class).newInstance(name), requesting);
            }
        } catch (ReflectiveOperationException e) {
            log.warn("Signals cannot be told apart on this JVM; the first one ends the node without order", e);
        }
    }
}
