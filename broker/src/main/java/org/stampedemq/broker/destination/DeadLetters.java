package org.stampedemq.broker.destination;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.stampedemq.storage.Message;

/** Makes a dead letter of a message: the same headers and body, and in front of them what became of it. */
final class DeadLetters {
    private final QueueSettings settings;

    DeadLetters(QueueSettings settings) {
        this.settings = settings;
    }

    /** Whether the queue holds dead letters itself; those stay where they are. */
    boolean areIn(DestinationName queue) {
        return queue.kind() == DestinationName.Kind.QUEUE && queue.name().startsWith(settings.deadLetterPrefix());
    }

    /** Where the dead letters of a queue go. */
    String destination(DestinationName queue) {
        return DestinationName.Kind.QUEUE.prefix() + settings.deadLetterPrefix() + queue.name();
    }

    /**
     * @param reason one of {@code rejected}, {@code failed}, {@code expired}
     * @param failures how often a client failed with it
     */
    Message letter(Message dead, DestinationName queue, String reason, int failures, long nowMillis) {
        StringBuilder head = new StringBuilder(128);
        HeaderLines.add(head, "original-destination", queue.text());
        HeaderLines.add(head, "dead-letter-reason", reason);
        HeaderLines.add(head, "dead-letter-failures", Integer.toString(failures));
        HeaderLines.add(head, "dead-letter-time", Long.toString(nowMillis));
        byte[] lines = head.toString().getBytes(StandardCharsets.UTF_8);
        ByteBuffer content = dead.content();
        Message.Draft draft = Message.draft(destination(queue), lines.length + content.remaining());
        draft.content().put(lines).put(content);
        return draft.persistent(true)
                .marked(dead.marked() || head.indexOf("\\") >= 0)
                .priority(dead.priority())
                .headOctets(lines.length + dead.headOctets())
                .timestampMillis(dead.timestampMillis())
                .seal();
    }
}
