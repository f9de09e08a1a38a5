package org.stampedemq.storage.tiered;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.stampedemq.storage.Batch;
import org.stampedemq.storage.Claim;
import org.stampedemq.storage.Message;
import org.stampedemq.storage.MessageStore;
import org.stampedemq.storage.StoreException;

/**
 * What the owner of destinations needs beside the common door: the tier seen from its lane. One thread, the owner's, calls
 * all of it. {@link #apply} here honours {@link Batch.Keep}: its stage completes once every {@code DURABLE} message and
 * every removal is durable in the back store, and every other message was taken; while what is held back in memory exceeds
 * its bound, it completes only after enough was written, which is how producers are slowed. Messages become ready in the
 * order of their sequences, whatever their keep. Removals of a batch that the back store refused as {@code FULL} are kept
 * and tried again, those of messages are not.
 */
public interface FrontStore extends MessageStore {
    /** What the tier tells the owner, on the owner's thread, never from within a call of the owner. */
    interface Listener {
        /** A claim that got less than it asked for would get something now. Once, until the next such claim. */
        void ready(String destination);

        /**
         * These expired before anybody got them. They are out of the order; they count as stored until the owner removes
         * or moves them by a batch.
         */
        void expired(String destination, List<Message> messages);

        /** A message that was to stay in memory was pushed out and is gone. */
        void pushedOut(Message message);
    }

    /**
     * As {@link #claim}, with what can be had at once: nothing but what is in memory. If it gives less than asked, the
     * destination has demand: the window is refilled, and {@link Listener#ready} follows when there is more.
     *
     * @param maxBytes no further message once the records so far have reached this, so that one large message is let
     *     through and not two; what is left counts as demand
     * @return the claims, lowest first; empty if there are none at once
     */
    List<Claim> claimNow(String destination, String claimant, int maxMessages, long maxBytes);

    /** Nobody wants messages of this destination at present; ends the demand of claims that got less than they asked. */
    void withdrawDemand(String destination);

    /** A batch whose changes are reserved here, to be applied to the back store together with those of other owners. */
    interface Prepared {
        /** What to apply to the back store. */
        Batch batch();

        /** It is durable: its messages become ready, its removals are final. On the owner's thread. */
        void committed();

        /** It did not take effect: its messages are forgotten, its removals are claims again. On the owner's thread. */
        void aborted();
    }

    /**
     * Reserves the changes without applying them. Messages stored later by this owner in the same destination wait behind
     * it, so one of {@link Prepared#committed} and {@link Prepared#aborted} must follow.
     */
    Prepared prepare(Batch batch);

    /**
     * Hands to the back store every message that is held back ({@link Batch.Keep#BEHIND}) in these destinations.
     *
     * @return completes when they are durable; they are in the order of the back store's batches when this returns
     */
    CompletionStage<Void> writeHeldBack(Iterable<String> destinations);

    /**
     * One step of everything that goes by time: writes what was held back for the front store's timeout, makes delayed
     * messages ready that are due, finds expired ones, refreshes windows with the oldest of the back store. Called about
     * every 100 ms; does nothing that is not due.
     */
    void tick();

    /** Why the back store refused what was held back, if that is what it did last and some of it still waits. */
    @Nullable
    StoreException refusal();

    /** What is in memory now. */
    FrontStats stats();
}
