package io.phoenix.gateway.server.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Present;
import org.snakeyaml.engine.v2.api.lowlevel.Serialize;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Writes sections as a file would have them. Stateless. */
final class YamlOutput {

    private static final DumpSettings SETTINGS = DumpSettings.builder()
            .setDefaultFlowStyle(FlowStyle.BLOCK)
            .setDereferenceAliases(true)
            .setIndicatorIndent(2)
            .setIndentWithIndicator(true)
            .setWidth(160)
            .build();

    private YamlOutput() {}

    /** The sections {@code upstreams} and {@code routes}. */
    static String of(Map<String, Node> upstreams, List<Node> routes) {
        List<NodeTuple> sections = new ArrayList<>();
        sections.add(entry("upstreams", mapping(upstreams)));
        if (!routes.isEmpty()) {
            sections.add(entry("routes", new SequenceNode(Tag.SEQ, routes, FlowStyle.BLOCK)));
        }
        MappingNode root = new MappingNode(Tag.MAP, sections, FlowStyle.BLOCK);
        return new Present(SETTINGS)
                .emitToString(new Serialize(SETTINGS).serializeOne(root).iterator());
    }

    private static Node mapping(Map<String, Node> members) {
        List<NodeTuple> entries = new ArrayList<>();
        members.forEach((name, node) -> entries.add(entry(name, node)));
        return new MappingNode(Tag.MAP, entries, FlowStyle.BLOCK);
    }

    private static NodeTuple entry(String name, Node value) {
        return new NodeTuple(new ScalarNode(Tag.STR, name, ScalarStyle.PLAIN), value);
    }
}
