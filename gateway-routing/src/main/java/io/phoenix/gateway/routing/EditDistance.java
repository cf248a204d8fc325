package io.phoenix.gateway.routing;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** How far a name is from another, to tell what was probably meant. Stateless. */
public final class EditDistance {

    /** How many names are compared letter by letter, and how many letters of each: what a worker has the time for. */
    private static final int MOST_COMPARED = 256;

    private static final int MOST_LETTERS = 64;

    private EditDistance() {}

    /** Damerau-Levenshtein in its "optimal string alignment" form: insert, delete, replace, swap two neighbours. */
    public static int between(String a, String b) {
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

    /**
     * {@code names} with the nearest to {@code wrong} first, whatever their case; names equally far keep their order.
     * Of very many names those with the same beginning are looked at before others, and the rest is left out.
     */
    public static List<String> nearestFirst(String wrong, Collection<String> names) {
        String lower = folded(wrong);
        Collection<String> compared = names.size() <= MOST_COMPARED ? names : likely(lower, names);
        record Ranked(String name, int distance) {}
        return compared.stream()
                .map(name -> new Ranked(name, between(lower, folded(name))))
                .sorted(Comparator.comparingInt(Ranked::distance))
                .map(Ranked::name)
                .toList();
    }

    private static Collection<String> likely(String wrong, Collection<String> names) {
        int letters = Math.min(3, wrong.length());
        Set<String> chosen = new LinkedHashSet<>();
        names.stream()
                .filter(name -> name.regionMatches(true, 0, wrong, 0, letters))
                .limit(MOST_COMPARED)
                .forEach(chosen::add);
        names.stream().limit(MOST_COMPARED - chosen.size()).forEach(chosen::add);
        return chosen;
    }

    private static String folded(String name) {
        return name.substring(0, Math.min(MOST_LETTERS, name.length())).toLowerCase(Locale.ROOT);
    }
}
