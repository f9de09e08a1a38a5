package org.stampedemq.storage.tiered;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.stampedemq.storage.Message;

/**
 * The front store proper: bodies of messages that wait, bounded in bytes. It holds only what can be read again, may forget
 * any of it at any time, and knows nothing of order. Called on the owner's thread; stages complete there.
 */
interface Bodies extends AutoCloseable {
    void put(Message message);

    /** The message if it is at hand without waiting. */
    @Nullable
    Message now(long sequence);

    /** Those of the messages that are held still. */
    CompletionStage<List<Message>> read(String destination, long[] sequences);

    void drop(String destination, long sequence);

    /** Octets held, overhead included. */
    long bytes();

    /** The tier has done what it had to do for now: whatever was gathered may be handed on. */
    void endTurn();

    @Override
    void close();
}
