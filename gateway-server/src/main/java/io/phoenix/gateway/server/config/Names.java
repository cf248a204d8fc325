package io.phoenix.gateway.server.config;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The names of one kind of thing: where each was given, and which were ever referred to. */
final class Names {
    /** For names that end in logs and metrics. */
    static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    /**
     * For names that clients and model servers chose: {@code ibm-granite/granite-3.3-8b-instruct}, {@code llama3:8b}.
     */
    static final Pattern MODEL = Pattern.compile("[^\\s\\p{Cntrl}]{1,200}");

    private final String noun;
    private final Pattern form;
    private final Map<String, Value> places = new LinkedHashMap<>();
    private final Set<String> used = new LinkedHashSet<>();
    private boolean unreadable;

    /** Names of what {@code noun} says, such as "upstream". */
    Names(String noun, Pattern form) {
        this.noun = noun;
        this.form = form;
    }

    /** Takes a name; reports it if it is taken already or no name at all. */
    boolean declare(String name, Value place) {
        isName(name, place);
        Value first = places.putIfAbsent(name, place);
        if (first != null) {
            place.error(Excerpt.of(name) + " is already taken by " + first.path() + " on line " + first.line());
        }
        return first == null;
    }

    /** Accepts every reference from now on: the names could not be read, which was reported. */
    void giveUp() {
        unreadable = true;
    }

    /** Whether {@code name} has the form of a name; reports it if not. */
    boolean isName(String name, Value place) {
        if (form.matcher(name).matches()) {
            return true;
        }
        place.error(Excerpt.of(name) + " is not a name for " + article() + " " + noun
                + (form == MODEL
                        ? "; it has blanks or is too long"
                        : "; write up to 64 letters, digits, \".\", \"_\" and \"-\""));
        return false;
    }

    /** The name that {@code reference} gives, if there is one of that name; reports it if not. */
    @Nullable
    String resolve(Value reference) {
        String name = reference.text("the name of " + article() + " " + noun);
        if (name == null || unreadable || places.containsKey(name)) {
            if (name != null) {
                used.add(name);
            }
            return name;
        }
        String nearest = NearestName.of(name, places.keySet());
        if (nearest != null) {
            used.add(nearest); // it is misspelt, not unused
        }
        reference.error("no " + noun + " is named " + Excerpt.of(name)
                + (nearest == null ? all() : "; did you mean " + Excerpt.of(nearest) + "?"));
        return null;
    }

    /** Counts the name as used although nothing refers to it. */
    void use(String name) {
        used.add(name);
    }

    /** The places of the names that nothing referred to. */
    List<Value> unused() {
        return places.entrySet().stream()
                .filter(entry -> !used.contains(entry.getKey()))
                .map(Map.Entry::getValue)
                .toList();
    }

    private String all() {
        return places.isEmpty()
                ? "; the file has no " + noun + "s"
                : "; there are "
                        + String.join(", ", places.keySet().stream().limit(20).toList());
    }

    private String article() {
        return "aeiou".indexOf(noun.charAt(0)) < 0 ? "a" : "an";
    }
}
