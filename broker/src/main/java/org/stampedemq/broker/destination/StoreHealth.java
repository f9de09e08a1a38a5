package org.stampedemq.broker.destination;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stampedemq.storage.StoreException;

/**
 * Whether the back store took what it was given last. Told by every lane, read from any thread: the readiness of the node
 * hangs on it.
 */
public final class StoreHealth {
    private static final Logger LOG = LoggerFactory.getLogger(StoreHealth.class);

    private final Set<Object> refusing = ConcurrentHashMap.newKeySet();
    private volatile @Nullable StoreException failure;

    void took() {
        StoreException before = failure;
        if (before != null && refusing.isEmpty() && before.kind() != StoreException.Kind.BROKEN) {
            failure = null;
            LOG.info("the store takes messages again");
        }
    }

    /**
     * What a lane holds back was refused, or is not any more. While it is, no other success makes the node ready.
     *
     * @param lane whoever tells
     */
    void heldBack(Object lane, @Nullable StoreException refusal) {
        if (refusal == null) {
            refusing.remove(lane);
        } else {
            refusing.add(lane);
            refused(refusal);
        }
    }

    void refused(StoreException thrown) {
        StoreException before = failure;
        if (before == null || before.kind() != thrown.kind()) {
            LOG.error("the store refuses messages, this node is not ready: {}", thrown.getMessage(), thrown);
        }
        if (before == null || before.kind() != StoreException.Kind.BROKEN) {
            failure = thrown;
        }
    }

    /** Whether only a restart helps. */
    public boolean broken() {
        StoreException last = failure;
        return last != null && last.kind() == StoreException.Kind.BROKEN;
    }

    /** Empty if it takes messages; else one sentence. */
    public String notReadyBecause() {
        StoreException last = failure;
        return last == null ? "" : "the store refuses messages: " + last.getMessage();
    }
}
