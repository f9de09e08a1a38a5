package org.stampedemq.bench.load;

import java.util.Arrays;
import java.util.Collection;

/**
 * Which sequence numbers of one producer have come: a bit each, of which the leading run of ones is not kept. So one consumer
 * that gets everything in order needs no memory, and one that shares a queue with others needs a bit a message. One thread.
 */
final class SequenceTrack {
    /** What a number that arrives is. */
    enum Arrival {
        IN_ORDER,
        /** New, but a later one came before it. */
        OUT_OF_ORDER,
        DUPLICATE
    }

    private static final long FULL = -1L;

    /** Words below this index are all ones and not kept. */
    private int fullWords;

    private long[] words = new long[4];
    private int used;
    private long highest = -1;
    private long distinct;

    /** @param sequence 0 to 2^36; one beyond is a broken stamp */
    Arrival record(long sequence) {
        int word = Math.toIntExact(sequence >>> 6);
        long bit = 1L << sequence;
        if (word < fullWords) {
            return Arrival.DUPLICATE;
        }
        int at = word - fullWords;
        if (at >= words.length) {
            words = Arrays.copyOf(words, Math.max(at + 1, words.length * 2));
        }
        if ((words[at] & bit) != 0) {
            return Arrival.DUPLICATE;
        }
        words[at] |= bit;
        used = Math.max(used, at + 1);
        distinct++;
        if (words[0] == FULL) {
            dropFullWords();
        }
        if (sequence < highest) {
            return Arrival.OUT_OF_ORDER;
        }
        highest = sequence;
        return Arrival.IN_ORDER;
    }

    private void dropFullWords() {
        int full = 0;
        while (full < used && words[full] == FULL) {
            full++;
        }
        System.arraycopy(words, full, words, 0, used - full);
        Arrays.fill(words, used - full, used, 0);
        used -= full;
        fullWords += full;
    }

    long distinct() {
        return distinct;
    }

    private long word(int index) {
        if (index < fullWords) {
            return FULL;
        }
        int at = index - fullWords;
        return at < used ? words[at] : 0;
    }

    private int length() {
        return fullWords + used;
    }

    /** How many different numbers came on any of the tracks. */
    static long distinctOf(Collection<SequenceTrack> tracks) {
        int length = tracks.stream().mapToInt(SequenceTrack::length).max().orElse(0);
        long count = 0;
        for (int index = 0; index < length; index++) {
            long union = 0;
            for (SequenceTrack track : tracks) {
                union |= track.word(index);
            }
            count += Long.bitCount(union);
        }
        return count;
    }
}
