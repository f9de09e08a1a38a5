package org.stampedemq.storage.tiered;

import java.util.ArrayList;
import java.util.List;
import org.stampedemq.storage.Batch;

/**
 * The hand-out mark of a destination: after a crash everything up to it counts as handed out before, so it must be durable
 * above a stored message before that message is handed out. It is written ahead in blocks, and on the direct path it rides
 * in the batch that stores the message, so that no claim ever waits for it there.
 *
 * <p>A block is {@link TieredSettings#handOutBlock} messages of the destination; but marks and sequences count all messages
 * of the store, so the reach of a mark is the block times the distance that neighbours of this destination were seen to have,
 * at most {@value #WIDEST} times. Too far a mark costs a false {@code redelivered} for at most about one block of what was
 * stored and not handed out before a crash; what is stored after the crash is never taken for handed out, see {@link
 * Order#handedOutBefore}.
 */
final class HandOutMarks {
    private static final int WIDEST = 4096;

    /** A mark that rides in a batch. */
    record Asked(Order order, long upTo) {}

    private final Tier tier;

    HandOutMarks(Tier tier) {
        this.tier = tier;
    }

    /** Adds a mark to the batch that stores a message of this sequence, if it is time. */
    void forStore(Order order, long sequence, Batch batch, List<Asked> asked) {
        order.markMessages++;
        if (sequence <= order.markAsked - order.markReach / 2) {
            return;
        }
        if (order.markAskedAtSequence > 0) {
            widen(order, (sequence - order.markAskedAtSequence) / order.markMessages);
        }
        order.markMessages = 0;
        order.markAskedAtSequence = sequence;
        asked.add(add(order, sequence, batch));
    }

    /** Whether a claim may hand it out now. */
    boolean allows(Order order, Entry entry) {
        return entry.written != Entry.Written.YES || entry.spilled || entry.sequence <= order.markDurable;
    }

    /** Sees to it that the mark gets ahead of the head of the window. */
    void keepAhead(Order order) {
        Entry head = order.window.first();
        if (head == null
                || head.written != Entry.Written.YES
                || head.spilled
                || order.markUnderway
                || head.sequence <= order.markAsked - order.markReach / 2
                || order.notReadBeforeElapsedMillis > tier.turn.elapsedMillis()) {
            return;
        }
        Entry last = order.window.last();
        if (last != null) {
            widen(order, (last.sequence - head.sequence) / order.window.size());
        }
        Batch batch = new Batch();
        List<Asked> asked = List.of(add(order, head.sequence, batch));
        if (!allows(order, head)) {
            batch.urgent();
        }
        order.markUnderway = true;
        tier.turn.when(
                tier.back.apply(batch),
                done -> {
                    order.markUnderway = false;
                    durable(asked);
                },
                why -> {
                    order.markUnderway = false;
                    order.notReadBeforeElapsedMillis = tier.turn.elapsedMillis() + Refill.RETRY_MILLIS;
                    refused(asked);
                });
    }

    void durable(List<Asked> asked) {
        for (Asked mark : asked) {
            mark.order.markDurable = Math.max(mark.order.markDurable, mark.upTo);
            tier.turn.touch(mark.order);
        }
    }

    /** What counted on the mark asks again. */
    void refused(List<Asked> asked) {
        for (Asked mark : asked) {
            mark.order.markAsked = mark.order.markDurable;
            tier.turn.touch(mark.order);
        }
    }

    static List<Asked> list() {
        return new ArrayList<>(2);
    }

    private Asked add(Order order, long sequence, Batch batch) {
        // Never lower than before: what was handed out under an earlier mark may be waiting again.
        order.markAsked = Math.max(Math.max(order.markAsked, order.markDurable), sequence + order.markReach);
        batch.add(new Batch.HandedOut(order.destination, order.markAsked));
        return new Asked(order, order.markAsked);
    }

    private void widen(Order order, long distance) {
        order.markReach = Math.max(1, tier.settings.handOutBlock()) * Math.max(1, Math.min(WIDEST, distance));
    }
}
