package org.stampedemq.broker.session;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.stampedemq.broker.destination.DestinationName;
import org.stampedemq.broker.destination.HeaderLines;
import org.stampedemq.broker.destination.LaneDestinations;
import org.stampedemq.stomp.codec.FrameView;
import org.stampedemq.stomp.frame.HeaderName;
import org.stampedemq.stomp.frame.HeaderSet;
import org.stampedemq.stomp.frame.ProtocolException;
import org.stampedemq.storage.Batch;
import org.stampedemq.storage.Message;

/** SEND: makes a message of the frame and hands it to its destination, or adds it to a transaction. */
final class SendHandler implements FrameHandler {
    /** What the broker answers for, or what is between the sender and the broker alone: not passed on to receivers. */
    private static final HeaderSet NOT_PASSED_ON = HeaderSet.of(
            HeaderName.DESTINATION,
            HeaderName.RECEIPT,
            HeaderName.TRANSACTION,
            HeaderName.CONTENT_LENGTH,
            HeaderName.MESSAGE_ID,
            HeaderName.SUBSCRIPTION,
            HeaderName.ACK,
            HeaderName.REDELIVERED,
            HeaderName.DELIVERY_COUNT,
            HeaderName.TIMESTAMP);

    private static final HeaderSet NOT_PASSED_ON_AND_REPLY_TO = HeaderSet.of(
            HeaderName.DESTINATION,
            HeaderName.RECEIPT,
            HeaderName.TRANSACTION,
            HeaderName.CONTENT_LENGTH,
            HeaderName.MESSAGE_ID,
            HeaderName.SUBSCRIPTION,
            HeaderName.ACK,
            HeaderName.REDELIVERED,
            HeaderName.DELIVERY_COUNT,
            HeaderName.TIMESTAMP,
            HeaderName.REPLY_TO);

    @Override
    public void handle(Session session, FrameView frame) throws ProtocolException {
        DestinationNames.Target target = session.names().of(frame);
        DestinationName name = target.name();
        boolean persistent = frame.flag(
                HeaderName.PERSISTENT, name.kind().isQueue() && session.node().persistentByDefault());
        boolean stored = persistent && name.kind() == DestinationName.Kind.QUEUE;
        long now = session.node().clockMillis().getAsLong();
        long dueAt = name.kind().isQueue() ? Lifetimes.dueAtMillis(frame, now) : 0;
        Message message = message(session, frame, name, persistent, now, dueAt);

        if (frame.has(HeaderName.TRANSACTION)) {
            session.transactions().get(TransactionBook.name(frame)).send(name, target.home(), message);
            session.receipts().due(session.receipts().open(frame.rawValue(HeaderName.RECEIPT)));
            return;
        }
        ReceiptBook.Slot receipt = session.receipts().open(frame.rawValue(HeaderName.RECEIPT));
        Batch.Keep keep = keep(session, frame, stored, receipt, dueAt);
        LaneDestinations home = target.home();
        SendBook sends = session.sends();
        SendBook.Unsettled unsettled = stored
                ? sends.open(message.size(), receipt).from(home.lane())
                : sends.openUnordered(message.size(), receipt).from(home.lane());
        if (keep == Batch.Keep.BEHIND) {
            sends.mayBeHeldBack(name, home);
        }
        sends.handOver(() -> session.lane().post(home.lane(), () -> home.send(name, message, keep, unsettled)));
    }

    private static Batch.Keep keep(
            Session session, FrameView frame, boolean stored, ReceiptBook.@Nullable Slot receipt, long dueAtMillis) {
        if (!stored) {
            // Who says how long it is kept at least does not want it pushed out of memory before.
            return frame.has(HeaderName.EXPIRE_AFTER) ? Batch.Keep.VOLATILE_SPILL : Batch.Keep.VOLATILE;
        }
        // A message that waits, for a time or for a COMMIT, gains nothing from memory.
        return receipt != null
                        || session.node().alwaysDurable()
                        || dueAtMillis != 0
                        || session.sends().isCommitting()
                ? Batch.Keep.DURABLE
                : Batch.Keep.BEHIND;
    }

    private static Message message(
            Session session, FrameView frame, DestinationName name, boolean persistent, long now, long dueAt)
            throws ProtocolException {
        byte[] head = replyTo(session, frame);
        HeaderSet dropped = head.length == 0 ? NOT_PASSED_ON : NOT_PASSED_ON_AND_REPLY_TO;
        Message.Draft draft = Message.draft(name.text(), head.length + frame.tailLength(dropped));
        ByteBuffer content = draft.content();
        content.put(head);
        int headOctets = head.length + frame.writeTail(dropped, content);
        return draft.headOctets(headOctets)
                .marked(frame.tailHoldsBackslash(dropped) || holdsBackslash(head))
                .persistent(persistent)
                .priority((int) frame.number(HeaderName.PRIORITY, 4, 9))
                .timestampMillis(now)
                .expiresAtMillis(Lifetimes.expiresAtMillis(frame, now))
                .dueAtMillis(dueAt)
                .seal();
    }

    /** The header line of a reply-to that names a temporary destination, rewritten so that anybody can answer. */
    private static byte[] replyTo(Session session, FrameView frame) throws ProtocolException {
        if (!frame.has(HeaderName.REPLY_TO)) {
            return NOTHING;
        }
        String replyTo = frame.value(HeaderName.REPLY_TO);
        if (replyTo == null || !replyTo.startsWith("/temp-")) {
            return NOTHING;
        }
        StringBuilder line = new StringBuilder(96);
        HeaderLines.add(
                line,
                HeaderName.REPLY_TO.text(),
                session.names().resolve(replyTo).text());
        return line.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static boolean holdsBackslash(byte[] head) {
        for (byte octet : head) {
            if (octet == '\\') {
                return true;
            }
        }
        return false;
    }

    private static final byte[] NOTHING = {};
}
