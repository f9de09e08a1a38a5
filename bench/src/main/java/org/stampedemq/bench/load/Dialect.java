package org.stampedemq.bench.load;

import java.util.List;

/** How a broker wants to be told the prefetch. */
enum Dialect {
    STAMPEDE,
    RABBITMQ,
    ARTEMIS,
    CLASSIC;

    /** What Artemis counts for a message beside its body; measured roughly, it only has to be on the generous side. */
    private static final long ARTEMIS_HEADER_BYTES = 512;

    /**
     * Header lines for SUBSCRIBE. None with {@link AckMode#AUTO}: without acknowledgements a prefetch means nothing, and Artemis 2.56,
     * told one, stops after the first window.
     *
     * @param prefetch messages; 0 to say nothing and take the broker's default
     */
    List<String> prefetchHeaders(AckMode ackMode, int prefetch, int messageBytes) {
        if (prefetch == 0 || ackMode == AckMode.AUTO) {
            return List.of();
        }
        return switch (this) {
            case STAMPEDE, RABBITMQ -> List.of("prefetch-count:" + prefetch);
            case ARTEMIS -> List.of("consumer-window-size:" + prefetch * (messageBytes + ARTEMIS_HEADER_BYTES));
            case CLASSIC -> List.of("activemq.prefetchSize:" + prefetch);
        };
    }
}
