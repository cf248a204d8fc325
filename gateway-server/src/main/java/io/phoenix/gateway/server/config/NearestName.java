package io.phoenix.gateway.server.config;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds what was probably meant by a name that does not exist. */
final class NearestName {
    private NearestName() {}

    /** The known name that is nearest to {@code wrong}, or null if none is near enough to be worth a guess. */
    static @Nullable String of(String wrong, Collection<String> known) {
        String nearest = null;
        // Of a very short name any other is a near one, so only its case may differ.
        int least = wrong.length() < 3 ? 1 : Math.max(1, wrong.length() / 3) + 1;
        for (String name : known) {
            if (Math.abs(name.length() - wrong.length()) < least) {
                int distance = distance(wrong.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT));
                if (distance < least) {
                    least = distance;
                    nearest = name;
                }
            }
        }
        return nearest;
    }

    /** The same as the tail of a sentence; empty if there is no guess. */
    static String hint(String wrong, Collection<String> known) {
        String nearest = of(wrong, known);
        return nearest == null ? "" : "; did you mean " + Excerpt.of(nearest) + "?";
    }

    /** Damerau-Levenshtein in its "optimal string alignment" form: insert, delete, replace, swap two neighbours. */
    static int distance(String a, String b) {
        int[] beforeLast = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replace = last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replace, Math.min(last[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
            }
            beforeLast = last;
            last = row;
        }
        return last[b.length()];
    }
}
