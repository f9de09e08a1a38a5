package org.stampedemq.stomp.server;

/**
 * Everything of a connection that depends on time: login, heart-beats both ways, a reader that stands still, the last
 * second. One entry in the loop's {@link Wheel}; input and output only note when they were.
 */
final class Deadlines extends Wheel.Entry {
    /** So long may a client take to read our last frame and close. */
    static final long LINGER_MILLIS = 1_000;
    /** So long may what was written before the last frame stand still; going on it has the slow reader's time in all. */
    private static final long ENDING_MILLIS = 5_000;
    /** A beat goes out so much before the period ends, but not before its half: the wheel is late rather than early. */
    private static final long BEAT_EARLY_MILLIS = 3 * Wheel.TICK_MILLIS;
    /** A client may be silent for so many times what it promised. */
    private static final int GRACE = 2;

    private final NettyConnection connection;
    private final NettyLoop loop;
    private final long loginMillis;
    private final long stallMillis;

    private long openedAt;
    private long heardAt;
    private long wroteAt;
    private long toSendMillis;
    private long toExpectMillis;

    private long progress = -1;
    private long progressAt;
    private long endingAt = -1;

    Deadlines(NettyConnection connection, NettyLoop loop, ServerSettings settings) {
        this.connection = connection;
        this.loop = loop;
        this.loginMillis = settings.loginTimeout().toMillis();
        this.stallMillis = settings.slowReaderTimeout().toMillis();
    }

    void start() {
        openedAt = loop.nowMillis();
        loop.wheel().by(this, openedAt + loginMillis);
    }

    void negotiated(long sendMillis, long expectMillis) {
        long now = loop.nowMillis();
        heardAt = now;
        wroteAt = now;
        toSendMillis = sendMillis;
        toExpectMillis = expectMillis;
        lookAgain(next(now));
    }

    /** Any octet counts. */
    void heard() {
        heardAt = loop.nowMillis();
    }

    /** Something went out, or stands in line since the socket is full. */
    void wrote() {
        wroteAt = loop.nowMillis();
        if (connection.output().isStalled()) {
            lookAgain(wroteAt + stallMillis / 4);
        }
    }

    /** The end has begun: a bound for what is left to do. */
    void ending() {
        if (connection.stage() != NettyConnection.Stage.CLOSED) {
            endingAt = loop.nowMillis();
            lookAgain(endingAt + LINGER_MILLIS);
        }
    }

    void stop() {
        loop.wheel().remove(this);
    }

    private void lookAgain(long dueMillis) {
        if (dueMillis != Wheel.NEVER) {
            loop.wheel().by(this, dueMillis);
        }
    }

    @Override
    long due(long nowMillis) {
        noteProgress(nowMillis);
        switch (connection.stage()) {
            case OPEN -> whileOpen(nowMillis);
            case ENDING -> {
                long stalledUntil = Math.max(progressAt, endingAt) + Math.min(ENDING_MILLIS, stallMillis);
                if (nowMillis >= stalledUntil || nowMillis >= endingAt + stallMillis) {
                    connection.close();
                }
            }
            case LINGERING -> {
                if (nowMillis >= endingAt + LINGER_MILLIS) {
                    connection.close();
                }
            }
            case CLOSED -> {}
        }
        return next(nowMillis);
    }

    private void whileOpen(long nowMillis) {
        if (!connection.isNegotiated()) {
            if (nowMillis >= openedAt + loginMillis) {
                connection.error(
                        "no login within " + loginMillis + " ms; send CONNECT first",
                        "",
                        null,
                        CloseReason.LOGIN_TIMEOUT);
            }
            return;
        }
        if (toExpectMillis > 0 && !connection.isPaused() && nowMillis >= heardAt + GRACE * toExpectMillis) {
            connection.error(
                    "nothing heard for " + (nowMillis - heardAt) + " ms, and a heart-beat was promised every "
                            + toExpectMillis + " ms",
                    "",
                    null,
                    CloseReason.HEART_BEAT_MISSED);
        } else if (connection.output().isStalled() && nowMillis >= progressAt + stallMillis) {
            connection.close(CloseReason.SLOW_READER);
        } else if (toSendMillis > 0
                && nowMillis >= beatAt()
                && connection.output().octets() == 0) {
            connection.beat();
            wroteAt = nowMillis;
        }
    }

    private void noteProgress(long nowMillis) {
        long taken = connection.output().progress();
        if (taken != progress || !connection.output().isStalled()) {
            progress = taken;
            progressAt = nowMillis;
        }
    }

    private long beatAt() {
        return wroteAt + Math.max(toSendMillis / 2, toSendMillis - BEAT_EARLY_MILLIS);
    }

    private long next(long nowMillis) {
        return switch (connection.stage()) {
            case OPEN -> {
                long next = connection.isNegotiated() ? Wheel.NEVER : openedAt + loginMillis;
                if (toExpectMillis > 0) {
                    long expected = heardAt + GRACE * toExpectMillis;
                    next = Math.min(next, connection.isPaused() ? nowMillis + toExpectMillis : expected);
                }
                if (toSendMillis > 0) {
                    next = Math.min(next, Math.max(beatAt(), nowMillis + Wheel.TICK_MILLIS));
                }
                if (connection.output().isStalled()) {
                    next = Math.min(next, nowMillis + stallMillis / 4);
                }
                yield next;
            }
            case ENDING, LINGERING -> nowMillis + LINGER_MILLIS / 4;
            case CLOSED -> Wheel.NEVER;
        };
    }
}
