package org.stampedemq.app.config;

import java.util.Collection;

/** Finds the key that somebody may have meant. */
final class Nearest {
    private Nearest() {}

    /** The known key with the fewest edits to the given one; empty if all are far away. */
    static String to(String key, Collection<String> known) {
        String best = "";
        int fewest = Math.max(3, key.length() / 2);
        for (String candidate : known) {
            int edits =
                    Math.min(edits(key, candidate), 1 + edits(key, candidate.substring(candidate.indexOf('.') + 1)));
            if (edits < fewest) {
                fewest = edits;
                best = candidate;
            }
        }
        return best;
    }

    /** Levenshtein's distance. */
    private static int edits(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
