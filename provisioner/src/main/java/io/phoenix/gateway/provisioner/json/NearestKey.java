package io.phoenix.gateway.provisioner.json;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds what was probably meant by a name that does not exist. */
public final class NearestKey {
    private static final int LONGEST = 100;

    private NearestKey() {}

    /** The tail of a sentence that proposes the nearest of {@code known}; empty if none is near. */
    public static String hint(String wrong, Collection<String> known) {
        String nearest = of(wrong, known);
        return nearest == null ? "" : "; did you mean " + Quoted.of(nearest) + "?";
    }

    static @Nullable String of(String wrong, Collection<String> known) {
        if (wrong.length() > LONGEST) {
            return null;
        }
        String nearest = null;
        // Of a very short name any other is a near one, so only its case may differ.
        int least = wrong.length() < 3 ? 1 : wrong.length() / 3 + 1;
        for (String name : known) {
            int distance = distance(wrong.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT));
            if (distance < least) {
                least = distance;
                nearest = name;
            }
        }
        return nearest;
    }

    /** How many characters must be put in, left out or changed (Levenshtein). */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
