package org.stampedemq.app.config;

import java.util.Map;

/**
 * Keys that are refused with a word about what took their place: the daemon options of POE::Component::MessageQueue, which
 * people who come from there try first, and keys of earlier versions of Stampede once there are any.
 */
final class RetiredKeys {
    private static final Map<String, String> SUCCESSORS = Map.ofEntries(
            Map.entry("port", "it is stomp.port now"),
            Map.entry("hostname", "it is stomp.bind now"),
            Map.entry("timeout", "it is front-store.timeout now"),
            Map.entry("front-max", "it is front-store.bytes now, and counts headers and overhead as well"),
            Map.entry("front-store", "it is a group of keys now, such as front-store.bytes"),
            Map.entry("granularity", "timers are exact now, so nothing took its place"),
            Map.entry("pump-freq", "queues are never idle while they have work now, so nothing took its place"),
            Map.entry("throttle", "writes under way are bounded by front-store.held-back now"),
            Map.entry("data-dir", "it is data now"),
            Map.entry("storage", "it is store now"),
            Map.entry("crash-cmd", "it is crash.command now"),
            Map.entry("background", "use the command `stampede start` instead"),
            Map.entry("pidfile", "the process id is in node.pid in the data directory now"),
            Map.entry("log-conf", "the log is configured by logback.xml now"),
            Map.entry("stats", "statistics are always counted now; see `stampede queues`"),
            Map.entry("stats-interval", "statistics are always counted now; see `stampede queues`"),
            Map.entry("nouuids", "message ids are short now, so nothing took its place"));

    private RetiredKeys() {}

    /** What to say about a key; empty if it is not retired. */
    static String successor(String key) {
        return SUCCESSORS.getOrDefault(key, "");
    }
}
