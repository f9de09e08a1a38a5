package org.stampedemq.process;

import java.util.Arrays;
import java.util.List;

/** Counts overtakes in what one queue delivered: for a message, how many later ones came before it. */
final class Overtaking {
    private Overtaking() {}

    /**
     * The most overtakes of any message.
     *
     * @param sent how many there are, numbered from 0 in the order of sending
     * @param delivered their numbers in the order of delivery; what is missing was overtaken by every later one that came
     */
    static int most(int sent, List<Integer> delivered) {
        // A Fenwick tree over the numbers that came: how many of them are above a given one.
        int[] came = new int[sent + 1];
        boolean[] seen = new boolean[sent];
        int most = 0;
        int count = 0;
        for (int number : delivered) {
            most = Math.max(most, count - upTo(came, number));
            seen[number] = true;
            count++;
            for (int i = number + 1; i <= sent; i += i & -i) {
                came[i]++;
            }
        }
        for (int number = 0; number < sent; number++) {
            if (!seen[number]) {
                most = Math.max(most, count - upTo(came, number));
            }
        }
        return most;
    }

    private static int upTo(int[] came, int number) {
        int sum = 0;
        for (int i = number + 1; i > 0; i -= i & -i) {
            sum += came[i];
        }
        return sum;
    }

    /** The same as it would be for the newest first: to see that the count bites. */
    static int mostNewestFirst(int sent) {
        Integer[] reversed = new Integer[sent];
        Arrays.setAll(reversed, i -> sent - 1 - i);
        return most(sent, Arrays.asList(reversed));
    }
}
