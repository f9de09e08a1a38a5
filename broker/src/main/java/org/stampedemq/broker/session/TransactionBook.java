package org.stampedemq.broker.session;

import java.util.HashMap;
import java.util.Map;
import org.stampedemq.stomp.codec.FrameView;
import org.stampedemq.stomp.frame.HeaderName;
import org.stampedemq.stomp.frame.ProtocolException;

/** Transactions a connection has open, by the client's name for them. Owned by the loop. */
final class TransactionBook {
    private final SessionSettings settings;
    private final Map<String, Transaction> open = new HashMap<>();
    private long bytes;

    TransactionBook(SessionSettings settings) {
        this.settings = settings;
    }

    /** The frame's transaction header, which must be there. */
    static String name(FrameView frame) throws ProtocolException {
        String name = frame.value(HeaderName.TRANSACTION);
        if (name == null || name.isEmpty()) {
            throw new ProtocolException(frame.command() + " without a transaction header");
        }
        return name;
    }

    void begin(String name) throws ProtocolException {
        if (open.containsKey(name)) {
            throw new ProtocolException("transaction begun already: commit or abort it first, or use another name");
        }
        if (open.size() >= settings.maxTransactions()) {
            throw new ProtocolException(
                    "too many open transactions: a connection may have " + settings.maxTransactions());
        }
        open.put(name, new Transaction(this, settings.maxTransactionFrames()));
    }

    /** The open transaction of that name. */
    Transaction get(String name) throws ProtocolException {
        Transaction transaction = open.get(name);
        if (transaction == null) {
            throw new ProtocolException("unknown transaction: BEGIN comes first");
        }
        return transaction;
    }

    /** The same, and it is open no longer. */
    Transaction take(String name) throws ProtocolException {
        Transaction transaction = get(name);
        open.remove(name);
        bytes -= transaction.bytes();
        return transaction;
    }

    /** A message of so many octets joins an open transaction. All that are open together are bounded, not each alone. */
    void reserve(long octets) throws ProtocolException {
        if (bytes + octets > settings.maxTransactionBytes()) {
            throw new ProtocolException("transaction too large: those that a connection has open may hold "
                    + settings.maxTransactionBytes() + " octets together");
        }
        bytes += octets;
    }

    /** Forgets all: the connection is gone. */
    void clear() {
        open.clear();
    }
}
