package io.phoenix.gateway.server.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * What is known of one app: plain settings of its upstream and of the routes of each mount, in the configuration's own
 * words, with <code>${variables}</code>. Immutable.
 *
 * @param upstream a section
 * @param grpcUpstream a section, for apps that have a gRPC API on a port of its own
 * @param routes by the key that asks for them: path, host, listener or grpc-address
 * @param environment what the app should be started with, by variable
 * @param notes what else its operator should know
 */
record AppProfile(
        String name,
        Node upstream,
        @Nullable Node grpcUpstream,
        Map<String, List<Node>> routes,
        Map<String, String> environment,
        List<String> notes) {

    private static final List<String> NAMES =
            List.of("llamacpp", "n8n", "ollama", "open-webui", "portainer", "qdrant", "vllm");

    /** Every profile by name. */
    static final Map<String, AppProfile> ALL = readAll();

    private static Map<String, AppProfile> readAll() {
        Map<String, AppProfile> all = new LinkedHashMap<>();
        NAMES.forEach(name -> all.put(name, read(name)));
        return Map.copyOf(all);
    }

    private static AppProfile read(String name) {
        Problems problems = new Problems(name + ".yaml");
        Node root = Objects.requireNonNull(YamlText.read(text(name), problems), problems::toString);
        Fields fields = Objects.requireNonNull(Fields.of(new Value(root, "", problems), "a profile"));
        Value upstream = Objects.requireNonNull(fields.optional("upstream"));
        Value grpcUpstream = fields.optional("grpc-upstream");
        Map<String, List<Node>> routes = new LinkedHashMap<>();
        routes.put("path", nodes(fields.items("path", "routes")));
        routes.put("host", nodes(fields.items("host", "routes")));
        routes.put("listener", nodes(fields.items("listener", "routes")));
        routes.put("grpc-address", nodes(fields.items("grpc", "routes")));
        Map<String, String> environment = new LinkedHashMap<>();
        Value variables = fields.optional("environment");
        List<Value.Entry> entries = variables == null ? null : variables.entries("variables");
        for (Value.Entry entry : entries == null ? List.<Value.Entry>of() : entries) {
            environment.put(entry.key(), Objects.requireNonNull(entry.value().text("a text")));
        }
        List<String> notes = new ArrayList<>();
        fields.items("notes", "texts").forEach(note -> notes.add(Objects.requireNonNull(note.text("a text"))));
        return new AppProfile(
                name, upstream.node(), grpcUpstream == null ? null : grpcUpstream.node(), routes, environment, notes);
    }

    private static List<Node> nodes(List<Value> values) {
        return values.stream().map(Value::node).toList();
    }

    private static String text(String name) {
        try (InputStream in = AppProfile.class.getResourceAsStream("/apps/" + name + ".yaml")) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
