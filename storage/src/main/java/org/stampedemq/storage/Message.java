package org.stampedemq.storage;

import java.nio.ByteBuffer;

/**
 * A message: a destination, a sequence, and one array of octets that holds all the rest. The array, the <em>record</em>, is
 * made once, exactly sized, and is what an engine writes; its content is what goes out to receivers. Immutable, and safe
 * to hand from thread to thread.
 *
 * <p>The record (big endian; its first octet is the version of this layout, part of the disk format):
 *
 * <pre>
 *   0      layout, 1
 *   1      flags: 1 persistent, 2 mark (free for the owner), 4 spilled (was to stay in memory; a restart forgets it)
 *   2      priority, 0 to 9
 *   3      0
 *   4..7   head octets: where the body begins, counted from the start of the content
 *   8..15  timestamp, epoch ms
 *  16..23  expires at, epoch ms; 0 never
 *  24..31  due at, epoch ms; 0 at once
 *  32..    content
 * </pre>
 */
public final class Message {
    /** Octets in front of the content. */
    public static final int HEADER_OCTETS = 32;

    private static final byte LAYOUT = 1;
    private static final int FLAG_PERSISTENT = 1;
    private static final int FLAG_MARK = 2;
    private static final int FLAG_SPILLED = 4;

    private final String destination;
    private final long sequence;
    private final byte[] octets;

    private Message(String destination, long sequence, byte[] octets) {
        this.destination = destination;
        this.sequence = sequence;
        this.octets = octets;
    }

    /** Begins a message with room for a content of exactly so many octets. */
    public static Draft draft(String destination, int contentOctets) {
        return new Draft(destination, contentOctets);
    }

    /**
     * A message read back by an engine. The array becomes the message's own; the caller must not change it.
     *
     * @throws IllegalArgumentException if the record is too short or of a layout this version does not know
     */
    public static Message ofRecord(String destination, long sequence, byte[] octets) {
        if (octets.length < HEADER_OCTETS || octets[0] != LAYOUT) {
            throw new IllegalArgumentException("not a message record of layout " + LAYOUT + ": " + octets.length
                    + " octets" + (octets.length > 0 ? ", first is " + octets[0] : ""));
        }
        return new Message(destination, sequence, octets);
    }

    public String destination() {
        return destination;
    }

    /** Position in the order of its destination, unique in the store and never reused; 0 while none was given. */
    public long sequence() {
        return sequence;
    }

    /** The same record under a sequence. */
    public Message withSequence(long given) {
        return new Message(destination, given, octets);
    }

    /** The same record under another destination and sequence. */
    public Message movedTo(String otherDestination, long given) {
        return new Message(otherDestination, given, octets);
    }

    /** A copy that is ready at once, as a delayed message becomes when its time has come. */
    public Message withoutDelay(long given) {
        byte[] copy = octets.clone();
        ByteBuffer.wrap(copy).putLong(24, 0);
        return new Message(destination, given, copy);
    }

    /** A copy marked as spilled: written only because memory was short, and worth nothing after a restart. */
    public Message spilled() {
        byte[] copy = octets.clone();
        copy[1] |= FLAG_SPILLED;
        return new Message(destination, sequence, copy);
    }

    public boolean persistent() {
        return (octets[1] & FLAG_PERSISTENT) != 0;
    }

    /** One bit that belongs to whoever made the message. */
    public boolean marked() {
        return (octets[1] & FLAG_MARK) != 0;
    }

    public boolean isSpilled() {
        return (octets[1] & FLAG_SPILLED) != 0;
    }

    public int priority() {
        return octets[2];
    }

    /** Where the body begins in {@link #content}. */
    public int headOctets() {
        return ByteBuffer.wrap(octets).getInt(4);
    }

    /** Epoch milliseconds. */
    public long timestampMillis() {
        return ByteBuffer.wrap(octets).getLong(8);
    }

    /** Epoch milliseconds; 0 if it never expires. */
    public long expiresAtMillis() {
        return ByteBuffer.wrap(octets).getLong(16);
    }

    /** Epoch milliseconds; 0 if it is ready at once. A message with a due time waits among the delayed. */
    public long dueAtMillis() {
        return ByteBuffer.wrap(octets).getLong(24);
    }

    /** A read-only view of the content, its position at 0. */
    public ByteBuffer content() {
        return ByteBuffer.wrap(octets, HEADER_OCTETS, octets.length - HEADER_OCTETS)
                .slice()
                .asReadOnlyBuffer();
    }

    /** Octets of the whole record. */
    public int size() {
        return octets.length;
    }

    /**
     * The record itself, not a copy, for engines that hand it to native code or a file. It is never written to; the house
     * rules let only the packages of engines call this.
     */
    public byte[] octets() {
        return octets;
    }

    @Override
    public String toString() {
        return destination + "#" + sequence + " (" + octets.length + " octets)";
    }

    /** A message under construction. Used by one thread, sealed once. */
    public static final class Draft {
        private final String destination;
        private final byte[] octets;

        private Draft(String destination, int contentOctets) {
            this.destination = destination;
            this.octets = new byte[HEADER_OCTETS + contentOctets];
            octets[0] = LAYOUT;
            octets[2] = 4;
        }

        /** Where to write the content: its position is at the content's begin, its limit at its end. */
        public ByteBuffer content() {
            return ByteBuffer.wrap(octets, HEADER_OCTETS, octets.length - HEADER_OCTETS);
        }

        public Draft persistent(boolean persistent) {
            octets[1] = (byte) (persistent ? octets[1] | FLAG_PERSISTENT : octets[1] & ~FLAG_PERSISTENT);
            return this;
        }

        public Draft marked(boolean marked) {
            octets[1] = (byte) (marked ? octets[1] | FLAG_MARK : octets[1] & ~FLAG_MARK);
            return this;
        }

        /** 0 to 9. */
        public Draft priority(int priority) {
            octets[2] = (byte) priority;
            return this;
        }

        public Draft headOctets(int headOctets) {
            ByteBuffer.wrap(octets).putInt(4, headOctets);
            return this;
        }

        public Draft timestampMillis(long millis) {
            ByteBuffer.wrap(octets).putLong(8, millis);
            return this;
        }

        public Draft expiresAtMillis(long millis) {
            ByteBuffer.wrap(octets).putLong(16, millis);
            return this;
        }

        public Draft dueAtMillis(long millis) {
            ByteBuffer.wrap(octets).putLong(24, millis);
            return this;
        }

        /** Ends the construction; the draft must not be used again. */
        public Message seal() {
            return new Message(destination, 0, octets);
        }
    }
}
