package org.stampedemq.storage;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * The door of storage, the same for every engine and composition. Asynchronous and in batches. A store is opened for one
 * owner, an executor: methods are called there, stages complete there, none blocks. Several owners may have a door each
 * to one engine; a destination belongs to one of them.
 *
 * <p>Stages complete exceptionally with {@link StoreException} only. Reading methods return what was applied before the
 * call by the same owner.
 */
public interface MessageStore extends AutoCloseable {
    Set<Capability> capabilities();

    /**
     * The next position in the order: unique in this store for ever, also over crashes, and greater than all given
     * before. Not a clock. Does not block.
     */
    long nextSequence();

    /**
     * Applies the changes, all or none, after every batch this owner handed over before. The stage completes when the
     * changes are as durable as the engine can make them ({@link Capability#DURABLE}: synced).
     */
    CompletionStage<Void> apply(Batch batch);

    /** The stored messages among these, claimed ones and delayed ones too, in ascending order of sequence. */
    CompletionStage<List<Message>> get(String destination, long... sequences);

    /**
     * The stored, not delayed messages with {@code above < sequence < below}, lowest first, claimed ones too, at most so
     * many, and no more octets than {@code maxBytes} but at least one message if there is any.
     */
    CompletionStage<List<Message>> oldest(String destination, long above, long below, int maxMessages, long maxBytes);

    /**
     * Takes out the lowest messages that are ready and not claimed. Expired ones are passed over. May give fewer than
     * asked, or none.
     *
     * @param claimant whoever has them now, for {@link #releaseAll}; not unique to a call
     */
    CompletionStage<List<Claim>> claim(String destination, String claimant, int maxMessages);

    /**
     * Gives claimed messages back to their places in the order. What is not claimed is passed over.
     *
     * @param failed the claimant failed with it in hand: its failures count one up, durably
     * @param notBeforeMillis epoch ms before which it is not ready again; 0 for at once
     * @return how many were given back
     */
    CompletionStage<Integer> release(String destination, boolean failed, long notBeforeMillis, long... sequences);

    /** Gives back everything a claimant has, in every destination of this owner. */
    CompletionStage<Integer> releaseAll(String claimant, boolean failed);

    /** Gives back everything that is claimed of a destination. */
    CompletionStage<Integer> releaseDestination(String destination);

    /** Removes the stored messages among these, claimed and delayed ones too, and returns them. */
    CompletionStage<List<Message>> remove(String destination, long... sequences);

    /**
     * Removes the lowest messages, claimed and delayed ones too, and returns them: at most so many a call, so that a deep
     * destination is removed in bounded steps. Done when it returns none.
     */
    CompletionStage<List<Message>> removeAll(String destination, int maxMessages);

    /** Moves stored messages to another destination under new sequences, in one step; returns them as they are there. */
    CompletionStage<List<Message>> move(String from, String to, long... sequences);

    /**
     * What a new owner of a destination must know before it hands out anything: asked once, at the first use after a
     * start or a takeover.
     */
    CompletionStage<Recovery> recover(String destination);

    /** Delayed messages of every destination that are due at the time given, earliest first. They stay. */
    CompletionStage<List<Message>> due(long nowMillis, int maxMessages);

    /** Messages of every destination that have expired by the time given, earliest first, claimed ones too. They stay. */
    CompletionStage<List<Message>> expired(long nowMillis, int maxMessages);

    CompletionStage<Counts> counts(String destination);

    /** Every destination that holds a message, in no order. */
    CompletionStage<List<String>> destinations();

    /** Completes when everything applied before is as durable as the engine can make it. */
    CompletionStage<Void> flush();

    /**
     * Writes a consistent copy that can be opened as a store of its own.
     *
     * @param directory must not exist yet
     */
    CompletionStage<Void> checkpoint(Path directory);

    /** Reads everything and compares checksums; the stage lists what is wrong, empty if nothing is. May take minutes. */
    CompletionStage<List<String>> verify();

    /** Flushes and ends. Blocks until done; not called on the owner's executor. Idempotent. */
    @Override
    void close();
}
