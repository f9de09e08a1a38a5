package org.stampedemq.broker.destination;

/**
 * A destination's name, checked. After the prefix any UTF-8 name goes, slashes included; a dot makes a level.
 *
 * @param text with its prefix
 */
public record DestinationName(Kind kind, String text) {
    /** What the prefix says. */
    public enum Kind {
        QUEUE("/queue/"),
        TOPIC("/topic/"),
        TEMP_QUEUE("/temp-queue/"),
        TEMP_TOPIC("/temp-topic/");

        private final String prefix;

        Kind(String prefix) {
            this.prefix = prefix;
        }

        public String prefix() {
            return prefix;
        }

        /** Each message to one consumer. */
        public boolean isQueue() {
            return this == QUEUE || this == TEMP_QUEUE;
        }

        /** Lives with a connection. */
        public boolean isTemporary() {
            return this == TEMP_QUEUE || this == TEMP_TOPIC;
        }
    }

    /**
     * Reads a name.
     *
     * @throws IllegalArgumentException with a line for the client, if there is no known prefix, nothing after it, or a level that is a wildcard
     */
    public static DestinationName parse(String text) {
        for (Kind kind : Kind.values()) {
            if (text.startsWith(kind.prefix())) {
                DestinationName name = new DestinationName(kind, text);
                name.check();
                return name;
            }
        }
        throw new IllegalArgumentException(
                "unknown destination: its name begins with /queue/, /topic/, /temp-queue/ or /temp-topic/");
    }

    private void check() {
        String name = name();
        if (name.isEmpty()) {
            throw new IllegalArgumentException("destination without a name after " + kind.prefix());
        }
        for (String level : name.split("\\.", -1)) {
            if (level.equals("*") || level.equals(">") || level.equals("#")) {
                throw new IllegalArgumentException("destination with a wildcard: name one destination");
            }
        }
    }

    /** Without its prefix. */
    public String name() {
        return text.substring(kind.prefix().length());
    }
}
