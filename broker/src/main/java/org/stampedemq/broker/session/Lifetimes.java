package org.stampedemq.broker.session;

import org.stampedemq.stomp.codec.FrameView;
import org.stampedemq.stomp.frame.HeaderName;
import org.stampedemq.stomp.frame.ProtocolException;

/** Reads the headers that say when a message comes and when it goes (docs/PROTOCOL.md). */
final class Lifetimes {
    /** A hundred years: anything longer is a mistake of units, and sums stay far from overflow. */
    private static final long MAX_MILLIS = 100L * 365 * 24 * 3_600 * 1_000;

    private static final long MAX_EPOCH_MILLIS = 1L << 53;

    private Lifetimes() {}

    /** Epoch ms at which it expires, the earliest that any header says; 0 for never. */
    static long expiresAtMillis(FrameView frame, long nowMillis) throws ProtocolException {
        long at = Long.MAX_VALUE;
        if (frame.has(HeaderName.EXPIRES)) {
            long expires = frame.number(HeaderName.EXPIRES, 0, MAX_EPOCH_MILLIS);
            // 0 is what JMS clients send for never.
            at = expires == 0 ? at : expires;
        }
        if (frame.has(HeaderName.TTL)) {
            at = Math.min(at, nowMillis + frame.number(HeaderName.TTL, 0, MAX_MILLIS));
        }
        if (frame.has(HeaderName.EXPIRATION)) {
            at = Math.min(at, nowMillis + frame.number(HeaderName.EXPIRATION, 0, MAX_MILLIS));
        }
        if (frame.has(HeaderName.EXPIRE_AFTER)) {
            at = Math.min(at, nowMillis + 1_000 * frame.number(HeaderName.EXPIRE_AFTER, 0, MAX_MILLIS / 1_000));
        }
        return at == Long.MAX_VALUE ? 0 : at;
    }

    /** Epoch ms at which it may be delivered first; 0 for at once. */
    static long dueAtMillis(FrameView frame, long nowMillis) throws ProtocolException {
        long delay = 0;
        if (frame.has(HeaderName.DELIVER_AFTER)) {
            delay = 1_000 * frame.number(HeaderName.DELIVER_AFTER, 0, MAX_MILLIS / 1_000);
        }
        if (frame.has(HeaderName.AMQ_SCHEDULED_DELAY)) {
            delay = Math.max(delay, frame.number(HeaderName.AMQ_SCHEDULED_DELAY, 0, MAX_MILLIS));
        }
        return delay == 0 ? 0 : nowMillis + delay;
    }
}
