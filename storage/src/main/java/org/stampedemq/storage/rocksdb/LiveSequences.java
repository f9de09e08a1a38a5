package org.stampedemq.storage.rocksdb;

import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which sequences given in this life of the store are stored now, and where: so that the committer knows without a lookup
 * whether a change to a row has anything to change. Four octets a sequence, in pages of 1,024; a page without a live
 * sequence is dropped. At most 4,096 pages (16 MiB): beyond that the lowest is dropped, and its sequences are looked up
 * from then on, as those of earlier lives are. Owned by the committer.
 */
final class LiveSequences {
    /** Nothing is stored under the sequence. */
    static final int ABSENT = 0;

    private static final int PAGE_BITS = 10;
    private static final int PAGE = 1 << PAGE_BITS;
    private static final int MAX_PAGES = 4_096;

    private static final class Page {
        private final int[] places = new int[PAGE];
        private int live;
    }

    private final TreeMap<Long, Page> pages = new TreeMap<>();
    private long knownFrom;
    private long nearNumber = -1;
    private @Nullable Page near;
    private long farNumber = -1;
    private @Nullable Page far;

    /** @param firstOfThisLife no sequence from here on was given before */
    LiveSequences(long firstOfThisLife) {
        knownFrom = (firstOfThisLife + PAGE - 1) >>> PAGE_BITS << PAGE_BITS;
    }

    /** Whether {@link #place} is the truth about this sequence. */
    boolean knows(long sequence) {
        return sequence >= knownFrom;
    }

    /** Where it is stored: a number that is not 0, as given to {@link #put}; or {@link #ABSENT}. */
    int place(long sequence) {
        Page page = page(sequence >>> PAGE_BITS);
        return page == null ? ABSENT : page.places[(int) (sequence & (PAGE - 1))];
    }

    /** Sets the place of a known sequence, {@link #ABSENT} included. */
    void put(long sequence, int place) {
        if (!knows(sequence)) {
            return;
        }
        long number = sequence >>> PAGE_BITS;
        Page page = page(number);
        if (page == null) {
            if (place == ABSENT) {
                return;
            }
            page = add(number);
        }
        int index = (int) (sequence & (PAGE - 1));
        page.live += (place == ABSENT ? 0 : 1) - (page.places[index] == ABSENT ? 0 : 1);
        page.places[index] = place;
        if (page.live == 0) {
            pages.remove(number);
            forgetNear();
        }
    }

    private Page add(long number) {
        Page page = new Page();
        pages.put(number, page);
        forgetNear();
        return page;
    }

    /** Keeps to the bound; between groups only, so that what a group does not know is what was written before it. */
    void trim() {
        while (pages.size() > MAX_PAGES) {
            long lowest = pages.firstKey();
            pages.remove(lowest);
            knownFrom = Math.max(knownFrom, (lowest + 1) << PAGE_BITS);
            forgetNear();
        }
    }

    /** Stores touch the highest page and removals a low one: the last two asked for are remembered. */
    private @Nullable Page page(long number) {
        if (number == nearNumber) {
            return near;
        }
        Page page = number == farNumber ? far : pages.get(number);
        farNumber = nearNumber;
        far = near;
        nearNumber = number;
        near = page;
        return page;
    }

    private void forgetNear() {
        nearNumber = -1;
        farNumber = -1;
        near = null;
        far = null;
    }

    int pages() {
        return pages.size();
    }
}
