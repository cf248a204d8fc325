package io.phoenix.gateway.provisioner;

import io.phoenix.gateway.provisioner.finding.Findings;
import io.phoenix.gateway.provisioner.json.Document;
import io.phoenix.gateway.provisioner.json.JsonPath;
import io.phoenix.gateway.provisioner.json.JsonReader;
import io.phoenix.gateway.provisioner.json.JsonValue;
import io.phoenix.gateway.provisioner.json.JsonValue.JsonArray;
import io.phoenix.gateway.provisioner.json.JsonValue.JsonFlag;
import io.phoenix.gateway.provisioner.json.JsonValue.JsonNumber;
import io.phoenix.gateway.provisioner.json.JsonValue.JsonObject;
import io.phoenix.gateway.provisioner.json.JsonValue.JsonText;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Writes files that have every key of a schema, by the schema. */
final class EveryKey {
    /** For what a pattern is about, by its title: two texts that it allows. */
    private static final Map<String, List<String>> TEXTS = Map.ofEntries(
            Map.entry("an IPv4 address, such as 10.0.0.1", List.of("10.0.0.1", "10.0.0.2")),
            Map.entry(
                    "an IPv4 address with its prefix length, such as 10.0.0.153/24",
                    List.of("10.0.0.153/24", "10.0.0.154/24")),
            Map.entry(
                    "an absolute path without //, . or .. in it, without a comma, and without a / at its end",
                    List.of("/mnt/one", "/mnt/two/three")),
            Map.entry("a name of letters, digits, - and _", List.of("one", "two")),
            Map.entry("a text without line breaks", List.of("some", "other")),
            Map.entry("a version, such as 1.0.0", List.of("1.0.0", "2.0.0")),
            Map.entry("IPv4 addresses with blanks between them", List.of("8.8.8.8", "8.8.4.4")),
            Map.entry("a list of properties, such as recordsize=128K,quota=400G", List.of("quota=1G", "quota=2G")),
            Map.entry(
                    "a list of images, rootdir, backup, iso, vztmpl and snippets", List.of("images", "rootdir,backup")),
            Map.entry("container_root or UID:GID, such as 990:990", List.of("0:990", "990:990")),
            Map.entry(
                    "a mode of four octal digits that lets others nothing write, such as 0750",
                    List.of("0700", "0755")),
            Map.entry("a size such as 20G (K, M, G or T, times 1024)", List.of("20G", "1T")),
            Map.entry("a container's id, from 100 to 999999999", List.of("953", "954")),
            Map.entry("a host name of letters, digits and -", List.of("door", "window")),
            Map.entry(
                    "a MAC address of one card, such as BC:24:11:00:00:01",
                    List.of("BC:24:11:00:00:01", "BC:24:11:00:00:02")),
            Map.entry("none, or numbers of GPUs such as 0,1", List.of("0,1", "2")),
            Map.entry("an option, such as nesting=1", List.of("nesting=1", "keyctl=1")),
            Map.entry(
                    "a limit, such as lxc.prlimit.nofile=1048576",
                    List.of("lxc.prlimit.nofile=1", "lxc.prlimit.nofile=2")),
            Map.entry("two ports, such as 8000:8000", List.of("8000:8001", "8002:8003")),
            Map.entry("the name of an interface, such as eth0", List.of("eth0", "eth1")),
            Map.entry("a port, such as 6333", List.of("6333", "6334")));

    private final Document schema;
    private final String without;
    private final String other;
    private final String replacement;
    private final SortedSet<String> values = new TreeSet<>();
    private final SortedSet<String> sections = new TreeSet<>();
    private final String text;

    private EveryKey(String schema, String without, String other, String replacement) {
        this.schema = Objects.requireNonNull(JsonReader.read(schema, ConfFolder.bytes(schema), new Findings()));
        this.without = without;
        this.other = other;
        this.replacement = replacement;
        this.text = value(JsonPath.ROOT, (JsonObject) this.schema.root());
    }

    /**
     * A file with every key of the schema but deprecated ones.
     *
     * @param without a key that is left out
     * @param other the path of a value that is another than it usually is
     */
    static EveryKey of(String schema, String without, String other) {
        return new EveryKey(schema, without, other, "");
    }

    /** The same with that JSON in the place of what {@code path} leads to. */
    static EveryKey replaced(String schema, String path, String json) {
        return new EveryKey(schema, "", path, json);
    }

    /** The file. */
    String text() {
        return text;
    }

    /** The paths of its values, but objects and lists. */
    SortedSet<String> values() {
        return values;
    }

    /** The paths of its objects and lists, but the root. */
    SortedSet<String> sections() {
        return sections;
    }

    private String value(JsonPath path, JsonObject rules) {
        if (!replacement.isEmpty() && path.toString().equals(other)) {
            return replacement;
        }
        JsonObject known = resolved(rules);
        if (!text(known, "type").matches("object|array")) {
            values.add(path.toString());
        } else if (!path.equals(JsonPath.ROOT)) {
            sections.add(path.toString());
        }
        return switch (text(known, "type")) {
            case "object" -> object(path, known);
            case "array" -> "[" + value(path.index(0), (JsonObject) member(known, "items")) + "]";
            default -> plain(known, path.toString().equals(other) ? 1 : 0);
        };
    }

    private String object(JsonPath path, JsonObject rules) {
        StringBuilder members = new StringBuilder();
        if (member(rules, "properties") instanceof JsonObject properties) {
            properties.members().forEach((key, rule) -> {
                boolean isLeftOut = key.equals(without)
                        || (rule.value() instanceof JsonObject known
                                && member(known, "deprecated") instanceof JsonFlag);
                if (!isLeftOut) {
                    members.append(member(path, key, (JsonObject) rule.value()));
                }
            });
        }
        if (member(rules, "additionalProperties") instanceof JsonObject rest) {
            String key = TEXTS.get(text(resolved((JsonObject) member(rules, "propertyNames")), "title"))
                    .get(0);
            members.append(member(path, key, rest));
        }
        return "{" + members.substring(0, members.length() - 2) + "}";
    }

    private String member(JsonPath path, String key, JsonObject rules) {
        return "\"" + key + "\":" + value(path.key(key), rules) + ",\n";
    }

    private static String plain(JsonObject rules, int which) {
        return switch (text(rules, "type")) {
            case "string" -> "\"" + words(rules).get(which) + "\"";
            case "integer" -> Long.toString(number(rules, "minimum") + which);
            case "number" -> which == 0 ? "0.25" : "0.5";
            default -> Boolean.toString(which == 0);
        };
    }

    private static List<String> words(JsonObject rules) {
        if (member(rules, "enum") instanceof JsonArray choices) {
            return choices.items().stream()
                    .map(item -> ((JsonText) item).text())
                    .collect(Collectors.toList());
        }
        String title = text(rules, "title");
        return title.isEmpty()
                ? List.of("some", "other")
                : Objects.requireNonNull(TEXTS.get(title), () -> "no texts for " + title);
    }

    /** What a reference leads to; beside one nothing but descriptions stands. */
    private JsonObject resolved(JsonObject rules) {
        String reference = text(rules, "$ref");
        return reference.isEmpty()
                ? rules
                : (JsonObject) Objects.requireNonNull(
                        schema.at(JsonPath.of(reference.substring(2).split("/", -1))));
    }

    private static long number(JsonObject rules, String key) {
        return member(rules, key) instanceof JsonNumber number ? number.whole() : 0;
    }

    private static String text(JsonObject rules, String key) {
        return member(rules, key) instanceof JsonText text ? text.text() : "";
    }

    private static JsonValue member(JsonObject object, String key) {
        JsonValue.Member member = object.members().get(key);
        return member == null ? null : member.value();
    }
}
