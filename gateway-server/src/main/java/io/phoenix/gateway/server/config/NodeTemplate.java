package io.phoenix.gateway.server.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Copies a piece of a profile into the configuration: <code>${name}</code> becomes a value, and every problem with it
 * is one of the line that asked for the profile.
 *
 * @param values by name; an unknown name stays as it is, for a later copy
 * @param place where the copy is asked for
 */
record NodeTemplate(Map<String, String> values, Optional<Mark> place) {

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([a-z-]+)}");

    Node copy(Node node) {
        if (node instanceof ScalarNode scalar) {
            String text = fill(scalar.getValue(), values);
            return new ScalarNode(scalar.getTag(), true, text, ScalarStyle.PLAIN, place, place);
        }
        if (node instanceof SequenceNode sequence) {
            List<Node> items = sequence.getValue().stream().map(this::copy).toList();
            return new SequenceNode(sequence.getTag(), true, items, sequence.getFlowStyle(), place, place);
        }
        MappingNode mapping = (MappingNode) node;
        List<NodeTuple> entries = new ArrayList<>();
        mapping.getValue()
                .forEach(entry -> entries.add(new NodeTuple(copy(entry.getKeyNode()), copy(entry.getValueNode()))));
        return new MappingNode(mapping.getTag(), true, entries, mapping.getFlowStyle(), place, place);
    }

    /** {@code text} with the values that are known. */
    static String fill(String text, Map<String, String> values) {
        return VARIABLE.matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(values.getOrDefault(found.group(1), found.group())));
    }
}
