package io.phoenix.gateway.server.config;

import io.phoenix.gateway.routing.EditDistance;
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
                int distance = EditDistance.between(wrong.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT));
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
}
