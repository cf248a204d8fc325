package io.phoenix.gateway.provisioner.reading;

import io.phoenix.gateway.provisioner.finding.Finding;
import io.phoenix.gateway.provisioner.finding.Findings;
import io.phoenix.gateway.provisioner.finding.Place;
import io.phoenix.gateway.provisioner.finding.Severity;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * A value of a YAML file, which knows where it stands; what is absent, or of another kind than is asked for, is empty.
 *
 * @param node null if the file has no such value
 */
public record YamlValue(@Nullable Node node) {
    private static final YamlValue NONE = new YamlValue(null);
    private static final String NOT_YAML = "not valid YAML; see what bin/gateway check says of it";

    /** What {@code bytes} say; null if they are no YAML, for which an error was added. */
    public static @Nullable YamlValue read(String file, byte[] bytes, Findings findings) {
        try {
            return new YamlValue(new Compose(LoadSettings.builder().build())
                    .composeString(new String(bytes, StandardCharsets.UTF_8))
                    .orElse(null));
        } catch (MarkedYamlEngineException e) {
            Mark mark = e.getProblemMark().or(e::getContextMark).orElse(null);
            findings.add(new Finding(Severity.ERROR, file, place(mark), "", NOT_YAML));
        } catch (RuntimeException e) {
            // The parser throws other exceptions too: on "\UFFFFFFFF", for one, a NumberFormatException.
            findings.add(new Finding(Severity.ERROR, file, Place.FILE, "", NOT_YAML));
        }
        return null;
    }

    private static Place place(@Nullable Mark mark) {
        return mark == null ? Place.FILE : new Place(mark.getLine() + 1, mark.getColumn() + 1);
    }

    /** Where it begins. */
    public Place place() {
        return node == null ? Place.FILE : place(node.getStartMark().orElse(null));
    }

    /** The members of a mapping, in the order of the file. */
    public Map<String, YamlValue> members() {
        Map<String, YamlValue> members = new LinkedHashMap<>();
        if (node instanceof MappingNode mapping) {
            for (NodeTuple member : mapping.getValue()) {
                if (member.getKeyNode() instanceof ScalarNode key) {
                    members.put(key.getValue(), new YamlValue(member.getValueNode()));
                }
            }
        }
        return members;
    }

    /** The member under {@code key}. */
    public YamlValue member(String key) {
        return members().getOrDefault(key, NONE);
    }

    /** The items of a list; a value that is no list is its only item. */
    public List<YamlValue> items() {
        if (node == null) {
            return List.of();
        }
        if (!(node instanceof SequenceNode sequence)) {
            return List.of(this);
        }
        List<YamlValue> items = new ArrayList<>();
        sequence.getValue().forEach(item -> items.add(new YamlValue(item)));
        return items;
    }

    /** The text of a scalar as it is written, or null. */
    public @Nullable String text() {
        return node instanceof ScalarNode scalar ? scalar.getValue() : null;
    }

    /** The texts of the scalars among the items. */
    public List<String> texts() {
        List<String> texts = new ArrayList<>();
        for (YamlValue item : items()) {
            String text = item.text();
            if (text != null) {
                texts.add(text);
            }
        }
        return texts;
    }
}
