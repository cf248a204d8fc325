package io.phoenix.gateway.server.migration.nginx;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The directives in force at one level, within those of the levels around it. NGINX inherits a kind of directive only
 * where a level has none of that kind at all.
 */
final class Scope {

    private static final Pattern VARIABLE = Pattern.compile("\\$(?:\\{(\\w+)}|(\\w+))");

    private static final int LONGEST = 4096;

    private final @Nullable Scope outer;
    private final List<Directive> directives;

    Scope(@Nullable Scope outer, List<Directive> directives) {
        this.outer = outer;
        this.directives = directives;
    }

    List<Directive> own() {
        return directives;
    }

    /** Those of this level that have one of the names. */
    List<Directive> own(String... names) {
        Set<String> wanted = Set.of(names);
        return directives.stream().filter(one -> wanted.contains(one.name())).toList();
    }

    /** Those that are in force: of the innermost level that has any of them. */
    List<Directive> inForce(String... names) {
        List<Directive> here = own(names);
        return !here.isEmpty() || outer == null ? here : outer.inForce(names);
    }

    /** The one that is in force where only one can be; null if there is none. */
    @Nullable
    Directive one(String name) {
        List<Directive> all = inForce(name);
        return all.isEmpty() ? null : all.get(all.size() - 1);
    }

    /** {@code text} with those variables replaced that a {@code set} gives a text without conditions. */
    String withConstants(String text) {
        String replaced = text;
        for (int i = 0; i < 8 && replaced.length() < LONGEST && replaced.indexOf('$') >= 0; i++) {
            replaced = VARIABLE.matcher(replaced).replaceAll(this::constant);
        }
        return replaced;
    }

    /** Those {@code set}s that {@link #withConstants} would take the variables of {@code text} from. */
    List<Directive> constantsOf(String text) {
        return VARIABLE.matcher(text)
                .results()
                .map(Scope::nameOf)
                .map(this::setting)
                .filter(Objects::nonNull)
                .toList();
    }

    private static String nameOf(MatchResult variable) {
        return variable.group(1) != null ? variable.group(1) : variable.group(2);
    }

    private String constant(MatchResult variable) {
        Directive set = setting(nameOf(variable));
        return Matcher.quoteReplacement(set == null ? variable.group() : set.argument(1));
    }

    /** The {@code set} of the variable, if there is exactly one level with it. */
    @Nullable
    Directive setting(String variable) {
        for (Directive set : own("set")) {
            if (set.argument(0).equals("$" + variable)) {
                return set;
            }
        }
        return outer == null ? null : outer.setting(variable);
    }
}
