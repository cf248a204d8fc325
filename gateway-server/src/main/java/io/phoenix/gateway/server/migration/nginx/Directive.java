package io.phoenix.gateway.server.migration.nginx;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One directive of the operator's, with what stands in its block. Two of the same words are two directives. */
final class Directive {

    private static final int LONGEST = 90;

    private final Place place;
    private final String name;
    private final List<String> arguments;
    private final @Nullable List<Directive> block;

    Directive(Place place, String name, List<String> arguments, @Nullable List<Directive> block) {
        this.place = place;
        this.name = name;
        this.arguments = List.copyOf(arguments);
        this.block = block;
    }

    /** The same with another block. */
    Directive withBlock(List<Directive> other) {
        return new Directive(place, name, arguments, other);
    }

    Place place() {
        return place;
    }

    String name() {
        return name;
    }

    boolean is(String other) {
        return name.equals(other);
    }

    List<String> arguments() {
        return arguments;
    }

    /** The argument at {@code index}, from 0; empty if there are not that many. */
    String argument(int index) {
        return index < arguments.size() ? arguments.get(index) : "";
    }

    boolean isBlock() {
        return block != null;
    }

    /** What stands in the block; empty if there is none. */
    List<Directive> block() {
        return block == null ? List.of() : block;
    }

    /** What of that name stands in the block. */
    List<Directive> all(String wanted) {
        return block().stream().filter(directive -> directive.is(wanted)).toList();
    }

    /** On one line, cut if it is long; the block is left out. */
    @Override
    public String toString() {
        String line = name
                + arguments.stream()
                        .map(argument ->
                                " " + (argument.isEmpty() || argument.contains(" ") ? quoted(argument) : argument))
                        .collect(Collectors.joining());
        line = line.replaceAll("\\p{Cntrl}", " ");
        return line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
    }

    private static String quoted(String argument) {
        return '"' + argument + '"';
    }
}
