package org.stampedemq.storage.rocksdb;

/**
 * When the committer begins the next group. At moderate load what costs is waking up, not syncing; so after a small group
 * it lets company gather until a little after the last sync, yet not when everybody who could come is there already: those
 * who were answered by the last group and those who waited meanwhile. One producer that waits for each receipt is never held
 * up, whatever its rate.
 */
final class Pacing {
    private static final int ENOUGH = 64;

    private final long pauseNanos;
    private final long soonNanos;
    private long lastSyncNanos;
    private int expected = 1;
    private boolean started;

    Pacing(long pauseNanos, long soonNanos) {
        this.pauseNanos = pauseNanos;
        this.soonNanos = soonNanos;
    }

    /** How much urgent work begins a group at once. */
    int enough() {
        return Math.min(ENOUGH, expected);
    }

    /** How long to wait for more when so much is urgent; 0 to begin. */
    long wait(int urgentWeight, long nowNanos) {
        if (!started || urgentWeight >= enough()) {
            return 0;
        }
        return Math.max(0, lastSyncNanos + pauseNanos - nowNanos);
    }

    /** How long what nobody waits for goes on waiting; 0 to begin. */
    long waitSoon(long sinceNanos, long nowNanos) {
        return Math.max(0, sinceNanos + soonNanos - nowNanos);
    }

    /** A group was synced. */
    void synced(int urgentInGroup, int urgentMeanwhile, long nowNanos) {
        started = true;
        lastSyncNanos = nowNanos;
        expected = Math.max(1, urgentInGroup + urgentMeanwhile);
    }
}
