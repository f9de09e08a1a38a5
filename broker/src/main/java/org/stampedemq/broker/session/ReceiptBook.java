package org.stampedemq.broker.session;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import org.stampedemq.stomp.server.Connection;

/**
 * The receipts a connection is owed, in the order of their frames: one goes out when its effect is there and all before it
 * went. Owned by the loop. Bounded by the window of {@link SendBook}, which stops the reading.
 */
final class ReceiptBook {
    /** One receipt that is owed. */
    static final class Slot {
        private final byte[] rawId;
        private boolean due;

        private Slot(byte[] rawId) {
            this.rawId = rawId;
        }

        byte[] rawId() {
            return rawId;
        }
    }

    private final Connection connection;
    private final ArrayDeque<Slot> owed = new ArrayDeque<>();
    private long octets;

    ReceiptBook(Connection connection) {
        this.connection = connection;
    }

    /** Takes a place in the order. Null in, null out: no receipt was asked for. */
    @Nullable
    Slot open(byte @Nullable [] rawId) {
        if (rawId == null) {
            return null;
        }
        Slot slot = new Slot(rawId);
        owed.add(slot);
        octets += rawId.length;
        return slot;
    }

    /** The effect is there. */
    void due(@Nullable Slot slot) {
        if (slot == null) {
            return;
        }
        slot.due = true;
        for (Slot head = owed.peek(); head != null && head.due; head = owed.peek()) {
            owed.remove();
            octets -= head.rawId.length;
            connection.receipt(head.rawId, false);
        }
    }

    int size() {
        return owed.size();
    }

    /** Of the ids of all that are owed. */
    long octets() {
        return octets;
    }
}
