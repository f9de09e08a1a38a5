package org.stampedemq.stomp.frame;

import java.util.Locale;

/**
 * The headers that the broker reads in frames of a client. The decoder finds them while it scans, by first byte and
 * length, so that reading one costs no string. Anything else is a user header: it passes through untouched.
 */
public enum HeaderName {
    ACCEPT_VERSION,
    ACK,
    ACTIVEMQ_PREFETCH_SIZE("activemq.prefetchSize"),
    AMQ_SCHEDULED_DELAY("AMQ_SCHEDULED_DELAY"),
    CLIENT_ID,
    CONTENT_LENGTH,
    CONTENT_TYPE,
    CORRELATION_ID,
    DELAY,
    DELIVER_AFTER,
    DELIVERY_COUNT,
    DESTINATION,
    EXPIRATION,
    EXPIRE_AFTER,
    EXPIRES,
    HEART_BEAT,
    HOST,
    ID,
    LOGIN,
    MESSAGE_ID,
    PASSCODE,
    PERSISTENT,
    PREFETCH_COUNT,
    PRIORITY,
    RECEIPT,
    REDELIVERED,
    REPLY_TO,
    REQUEUE,
    SELECTOR,
    SUBSCRIPTION,
    TIMESTAMP,
    TRANSACTION,
    TTL;

    private final String text;

    HeaderName() {
        this.text = name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    HeaderName(String text) {
        this.text = text;
    }

    /** As it stands on the wire. */
    public String text() {
        return text;
    }
}
