package io.phoenix.gateway.server.config;

import io.phoenix.gateway.server.config.ConfigProblem.Severity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * One value of the file, with the place that its problems are reported at. What is asked of it and cannot be answered
 * is reported here and answered with null or with nothing, so that reading goes on and finds the next problem.
 *
 * @param path the place in the tree, such as {@code routes[2].upstream}
 */
record Value(Node node, String path, Problems problems) {
    private static final Pattern SIMPLE_KEY = Pattern.compile("[A-Za-z0-9_./:@-]{1,60}");
    private static final Pattern DIGITS = Pattern.compile("-?[0-9]{1,9}");

    /** A key of a mapping: {@code at} is the place of the key itself, with the path of the value. */
    record Entry(String key, Value at, Value value) {}

    void error(String message) {
        problems.add(Severity.ERROR, node.getStartMark(), path, message);
    }

    void warning(String message) {
        problems.add(Severity.WARNING, node.getStartMark(), path, message);
    }

    int line() {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
    }

    /** Reports that the value is something else than {@code right}, which names the type and gives an example. */
    void wrongType(String right) {
        error("should be " + right + ", but is " + found());
    }

    boolean isScalar() {
        return node instanceof ScalarNode && !node.getTag().equals(Tag.NULL);
    }

    boolean isList() {
        return node instanceof SequenceNode;
    }

    boolean isText(String text) {
        return node instanceof ScalarNode scalar && scalar.getValue().equals(text);
    }

    boolean isFlag() {
        return node.getTag().equals(Tag.BOOL);
    }

    /** Any scalar as it is written, for values that have a notation of their own. */
    @Nullable
    String written(String right) {
        if (node instanceof ScalarNode scalar && isScalar()) {
            return scalar.getValue();
        }
        wrongType(right);
        return null;
    }

    @Nullable
    String text(String right) {
        if (node instanceof ScalarNode scalar && node.getTag().equals(Tag.STR)) {
            if (!scalar.getValue().isBlank()) {
                return scalar.getValue();
            }
        }
        wrongType(right + (isNumberOrFlag() ? " (in quotes, if this is meant)" : ""));
        return null;
    }

    @Nullable
    Boolean flag() {
        if (node instanceof ScalarNode scalar && isFlag()) {
            return Boolean.valueOf(scalar.getValue());
        }
        wrongType("true or false" + (node instanceof ScalarNode ? ", without quotes" : ""));
        return null;
    }

    @Nullable
    Integer number(int least, int most) {
        String right = "a number from " + least + " to " + most;
        if (node instanceof ScalarNode scalar && node.getTag().equals(Tag.INT)) {
            if (DIGITS.matcher(scalar.getValue()).matches()) {
                int number = Integer.parseInt(scalar.getValue());
                if (number >= least && number <= most) {
                    return number;
                }
            }
        }
        wrongType(right);
        return null;
    }

    List<Value> items(String right) {
        if (node instanceof SequenceNode sequence && node.getTag().equals(Tag.SEQ)) {
            List<Value> items = new ArrayList<>();
            for (Node item : sequence.getValue()) {
                items.add(new Value(item, path + "[" + items.size() + "]", problems));
            }
            return items;
        }
        wrongType(right);
        return List.of();
    }

    /** The items of a list that must have some. */
    List<Value> someItems(String right) {
        List<Value> items = items(right);
        if (items.isEmpty() && isList()) {
            error("should be " + right + ", but is an empty list");
        }
        return items;
    }

    /** The entries of a mapping in the file's order, each key once; null if this is no mapping. */
    @Nullable
    List<Entry> entries(String right) {
        if (!(node instanceof MappingNode mapping) || !node.getTag().equals(Tag.MAP)) {
            wrongType(right);
            return null;
        }
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            Entry entry = entry(tuple);
            Entry first = entry == null ? null : entries.putIfAbsent(entry.key(), entry);
            if (entry != null && first != null) {
                entry.at().error("is given twice, first on line " + first.at().line());
            }
        }
        return List.copyOf(entries.values());
    }

    private @Nullable Entry entry(NodeTuple tuple) {
        Value at = new Value(tuple.getKeyNode(), path, problems);
        if (!(tuple.getKeyNode() instanceof ScalarNode scalar)
                || scalar.getValue().isBlank()) {
            at.error("a key should be a text, but is " + at.found());
            return null;
        }
        String key = scalar.getValue();
        String shown = SIMPLE_KEY.matcher(key).matches() ? key : Excerpt.of(key);
        String keyPath = path.isEmpty() ? shown : path + "." + shown;
        return new Entry(key, new Value(scalar, keyPath, problems), new Value(tuple.getValueNode(), keyPath, problems));
    }

    private boolean isNumberOrFlag() {
        Tag tag = node.getTag();
        return tag.equals(Tag.INT) || tag.equals(Tag.FLOAT) || tag.equals(Tag.BOOL);
    }

    private String found() {
        Tag tag = node.getTag();
        if (tag.equals(Tag.NULL)) {
            return "empty";
        }
        if (node instanceof ScalarNode scalar && tag.equals(Tag.STR)) {
            return scalar.getValue().isEmpty() ? "an empty text" : "the text " + Excerpt.of(scalar.getValue());
        }
        if (node instanceof ScalarNode scalar && isNumberOrFlag()) {
            return (isFlag() ? "" : "the number ") + scalar.getValue();
        }
        if (tag.equals(Tag.SEQ)) {
            return "a list";
        }
        return tag.equals(Tag.MAP) ? "a section" : "tagged " + Excerpt.of(tag.getValue());
    }
}
