package org.stampedemq.storage;

/**
 * A store could not do what was asked. The stage that carries it says the whole batch did not take effect, but for {@link
 * Kind#IN_DOUBT}. The message is one sentence for an operator: what happened, where, what to do.
 */
public final class StoreException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What the caller may conclude. */
    public enum Kind {
        /** No room (disk full, a bound reached). Nothing took effect; it may work again later. */
        FULL,
        /** It may or may not have taken effect; ask again by id before anything else. */
        IN_DOUBT,
        /** The store can promise nothing any more (a sync failed, an I/O error). Only a restart helps. */
        BROKEN,
        /** What was read is not what was written. The message names the file. */
        CORRUPT,
        /** The store does not answer at present. */
        UNAVAILABLE,
        /** Closed; nothing took effect. */
        CLOSED
    }

    private final Kind kind;

    public StoreException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public StoreException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
