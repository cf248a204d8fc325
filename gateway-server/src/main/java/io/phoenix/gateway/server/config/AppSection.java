package io.phoenix.gateway.server.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Reads {@code apps}: unfolds each into the upstreams and routes that it stands for, which are then read as if the file
 * had said them.
 */
final class AppSection {

    private static final String EXAMPLE = "{ app: n8n, address: 10.0.0.154:5678, path: /n8n/ }";
    private static final List<String> MOUNTS = List.of("path", "host", "listener", "grpc-address");

    /** The keys that go to the upstream, where they replace what the profile says. */
    private static final List<String> UPSTREAM_KEYS = List.of(
            "connect-timeout",
            "first-byte-timeout",
            "idle-timeout",
            "keep-alive",
            "max-connections",
            "tls",
            "discover",
            "health");

    /** The keys that go to each of its routes that lead to it, likewise. */
    private static final List<String> ROUTE_KEYS = List.of(
            "max-body",
            "explain",
            "client-certificate",
            "allow",
            "block",
            "auth",
            "request-headers",
            "security-headers",
            "response-headers",
            "cors");

    private final List<Value.Entry> upstreams = new ArrayList<>();
    private final List<Value> routes = new ArrayList<>();
    private final List<AppConfig> apps = new ArrayList<>();

    /** The upstreams of all apps that were read. */
    List<Value.Entry> upstreams() {
        return upstreams;
    }

    /** The routes of all apps that were read. */
    List<Value> routes() {
        return routes;
    }

    List<AppConfig> read(Value value) {
        List<Value.Entry> entries = value.entries("a section, like { n8n: " + EXAMPLE + " }");
        for (Value.Entry entry : entries == null ? List.<Value.Entry>of() : entries) {
            readOne(entry);
        }
        return apps;
    }

    private void readOne(Value.Entry entry) {
        Fields fields = Fields.of(entry.value(), "a section, like " + EXAMPLE);
        if (fields == null) {
            return;
        }
        AppProfile profile = readProfile(fields, entry);
        Value address = fields.required("address", "10.0.0.154:5678");
        Map<String, Value> mounts = new LinkedHashMap<>();
        for (String mount : MOUNTS) {
            Value given = fields.optional(mount);
            if (given != null) {
                mounts.put(mount, given);
            }
        }
        Value path = mounts.get("path");
        if (path != null && path.isScalar() && !PathRule.isPrefix(path)) {
            path.error("should end with \"/\", like /n8n/, since the app is below it");
        }
        List<NodeTuple> upstreamKeys = given(fields, UPSTREAM_KEYS);
        List<NodeTuple> routeKeys = given(fields, ROUTE_KEYS);
        fields.reportUnknown();
        if (profile == null || address == null) {
            return;
        }
        Value grpc = mounts.get("grpc-address");
        if (grpc != null && profile.grpcUpstream() == null) {
            grpc.error("has no meaning for " + profile.name() + "; of the apps, qdrant has a gRPC port");
        }
        if (mounts.isEmpty() && !routeKeys.isEmpty()) {
            // Without them it may be there for its models alone.
            fields.section().error("is mounted nowhere; give it a path, a host or a listener");
        }
        unfold(entry, profile, address, mounts, upstreamKeys, routeKeys);
    }

    private static @Nullable AppProfile readProfile(Fields fields, Value.Entry entry) {
        Value given = fields.optional("app");
        String name = given == null ? entry.key() : given.text("the name of an app, like n8n");
        AppProfile profile = name == null ? null : AppProfile.ALL.get(name);
        if (name != null && profile == null) {
            List<String> known = AppProfile.ALL.keySet().stream().sorted().toList();
            (given == null ? entry.at() : given)
                    .error(Excerpt.of(name) + " is no app that the gateway knows" + NearestName.hint(name, known)
                            + (given == null ? "; say which it is, by app:" : "") + " (known are "
                            + String.join(", ", known) + ")");
        }
        return profile;
    }

    private static List<NodeTuple> given(Fields fields, List<String> keys) {
        List<NodeTuple> given = new ArrayList<>();
        for (String key : keys) {
            Value value = fields.optional(key);
            if (value != null) {
                given.add(new NodeTuple(fields.at(key).node(), value.node()));
            }
        }
        return given;
    }

    private void unfold(
            Value.Entry entry,
            AppProfile profile,
            Value address,
            Map<String, Value> mounts,
            List<NodeTuple> upstreamKeys,
            List<NodeTuple> routeKeys) {
        Optional<Mark> place = entry.at().node().getStartMark();
        Map<String, String> values = new HashMap<>();
        values.put("name", entry.key());
        mounts.forEach((mount, value) -> putText(values, mount, value));
        putText(values, "upstream-address", address);
        NodeTemplate template = new NodeTemplate(values, place);

        Map<String, Node> sections = new LinkedHashMap<>();
        sections.put(entry.key(), upstream(template.copy(profile.upstream()), address, upstreamKeys));
        Value grpc = mounts.get("grpc-address");
        if (grpc != null && profile.grpcUpstream() != null) {
            sections.put(entry.key() + "-grpc", upstream(template.copy(profile.grpcUpstream()), grpc, List.of()));
        }
        sections.forEach((name, section) -> upstreams.add(new Value.Entry(
                name,
                entry.at(),
                new Value(section, entry.value().path(), entry.value().problems()))));
        List<Node> unfolded = new ArrayList<>();
        for (String mount : mounts.keySet()) {
            for (Node route : profile.routes().getOrDefault(mount, List.of())) {
                unfolded.add(route(template.copy(route), mounts, routeKeys));
            }
        }
        unfolded.forEach(route ->
                routes.add(new Value(route, entry.value().path(), entry.value().problems())));
        apps.add(new AppConfig(
                entry.key(),
                profile.name(),
                values.get("path"),
                values.get("host"),
                values.get("listener"),
                YamlOutput.of(sections, unfolded),
                filled(profile.environment(), values),
                profile.notes().stream()
                        .map(note -> NodeTemplate.fill(note, values))
                        .toList()));
    }

    private static Map<String, String> filled(Map<String, String> environment, Map<String, String> values) {
        Map<String, String> filled = new LinkedHashMap<>();
        environment.forEach((name, text) -> filled.put(name, NodeTemplate.fill(text, values)));
        return filled;
    }

    private static void putText(Map<String, String> values, String name, Value value) {
        if (value.node() instanceof ScalarNode scalar) {
            values.put(name, scalar.getValue());
        }
    }

    private static Node upstream(Node profile, Value address, List<NodeTuple> given) {
        List<NodeTuple> entries = new ArrayList<>();
        entries.add(new NodeTuple(key("address", address), address.node()));
        entries.addAll(((MappingNode) profile).getValue());
        return merged(profile, entries, given);
    }

    /** A route of a profile, at the mount that the file names, so that what is wrong with it is told there. */
    private static Node route(Node profile, Map<String, Value> mounts, List<NodeTuple> given) {
        List<NodeTuple> entries = new ArrayList<>();
        boolean leadsToApp = false;
        for (NodeTuple tuple : ((MappingNode) profile).getValue()) {
            leadsToApp |= isKey(tuple, "upstream");
            entries.add(
                    isKey(tuple, "name")
                            ? tuple
                            : new NodeTuple(tuple.getKeyNode(), said(tuple.getValueNode(), mounts)));
        }
        return leadsToApp ? merged(profile, entries, given) : merged(profile, entries, List.of());
    }

    /** {@code node} with each mount in it as the file says it. */
    private static Node said(Node node, Map<String, Value> mounts) {
        if (node instanceof SequenceNode list) {
            List<Node> items =
                    list.getValue().stream().map(item -> said(item, mounts)).toList();
            return new SequenceNode(
                    list.getTag(), true, items, list.getFlowStyle(), list.getStartMark(), list.getEndMark());
        }
        for (Value mount : mounts.values()) {
            if (node instanceof ScalarNode text && mount.isText(text.getValue())) {
                return mount.node();
            }
        }
        return node;
    }

    /** Entries of which those of {@code given} replace others; an empty list takes the other away. */
    private static Node merged(Node section, List<NodeTuple> entries, List<NodeTuple> given) {
        List<NodeTuple> merged = new ArrayList<>(entries);
        for (NodeTuple tuple : given) {
            String name = ((ScalarNode) tuple.getKeyNode()).getValue();
            boolean said = merged.removeIf(entry -> isKey(entry, name));
            boolean empty = tuple.getValueNode() instanceof SequenceNode list
                    && list.getValue().isEmpty();
            if (!said || !empty) {
                merged.add(tuple);
            }
        }
        return new MappingNode(Tag.MAP, true, merged, FlowStyle.BLOCK, section.getStartMark(), section.getEndMark());
    }

    private static boolean isKey(NodeTuple tuple, String name) {
        return tuple.getKeyNode() instanceof ScalarNode key && key.getValue().equals(name);
    }

    private static ScalarNode key(String name, Value at) {
        return new ScalarNode(
                Tag.STR,
                true,
                name,
                ScalarStyle.PLAIN,
                at.node().getStartMark(),
                at.node().getEndMark());
    }
}
