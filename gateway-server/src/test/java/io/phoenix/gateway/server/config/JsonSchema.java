package io.phoenix.gateway.server.config;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Judges by as much of JSON Schema 2020-12 as gateway.schema.json uses; any other keyword is an error. */
final class JsonSchema {
    private static final Set<String> SILENT = Set.of("$schema", "$id", "$defs", "title", "description");

    private final Map<?, ?> root;

    JsonSchema(String json) {
        root = (Map<?, ?>) load(json);
    }

    static Object load(String yaml) {
        return new Load(LoadSettings.builder().setSchema(new CoreSchema()).build()).loadFromString(yaml);
    }

    Map<?, ?> definitions() {
        return at("#/$defs");
    }

    Map<?, ?> definition(String name) {
        return at("#/$defs/" + name);
    }

    boolean accepts(String yaml) {
        return accepts(root, load(yaml));
    }

    private boolean accepts(Map<?, ?> schema, @Nullable Object value) {
        return schema.entrySet().stream()
                .allMatch(keyword -> accepts((String) keyword.getKey(), keyword.getValue(), schema, value));
    }

    private boolean accepts(String keyword, Object rule, Map<?, ?> schema, @Nullable Object value) {
        if (SILENT.contains(keyword)) {
            return true;
        }
        Map<?, ?> object = value instanceof Map<?, ?> map ? map : Map.of();
        List<?> array = value instanceof List<?> list ? list : List.of();
        return switch (keyword) {
            case "$ref" -> accepts(at((String) rule), value);
            case "type" -> isOfType((String) rule, value);
            case "enum" -> ((List<?>) rule).contains(value);
            case "const" -> rule.equals(value);
            case "pattern" ->
                !(value instanceof String text)
                        || Pattern.compile((String) rule).matcher(text).find();
            case "minimum" -> !(value instanceof Number n) || n.longValue() >= ((Number) rule).longValue();
            case "maximum" -> !(value instanceof Number n) || n.longValue() <= ((Number) rule).longValue();
            case "minItems" -> !(value instanceof List<?>) || array.size() >= ((Number) rule).intValue();
            case "uniqueItems" -> new HashSet<Object>(array).size() == array.size();
            case "items" -> array.stream().allMatch(item -> accepts((Map<?, ?>) rule, item));
            case "required" -> !(value instanceof Map<?, ?>) || object.keySet().containsAll((List<?>) rule);
            case "properties" ->
                ((Map<?, ?>) rule)
                        .entrySet().stream()
                                .allMatch(p -> !object.containsKey(p.getKey())
                                        || accepts((Map<?, ?>) p.getValue(), object.get(p.getKey())));
            case "propertyNames" -> object.keySet().stream().allMatch(key -> accepts((Map<?, ?>) rule, key));
            case "additionalProperties" ->
                object.entrySet().stream()
                        .filter(e -> !properties(schema).containsKey(e.getKey()))
                        .allMatch(e -> rule instanceof Map<?, ?> other && accepts(other, e.getValue()));
            case "oneOf" -> matching((List<?>) rule, value) == 1;
            case "anyOf" -> matching((List<?>) rule, value) > 0;
            case "dependentRequired" ->
                ((Map<?, ?>) rule)
                        .entrySet().stream()
                                .allMatch(e -> !object.containsKey(e.getKey())
                                        || object.keySet().containsAll((List<?>) e.getValue()));
            default -> throw new AssertionError("the schema uses " + keyword + ", which this test does not know");
        };
    }

    static Map<?, ?> properties(Map<?, ?> schema) {
        return schema.get("properties") instanceof Map<?, ?> properties ? properties : Map.of();
    }

    private long matching(List<?> schemas, @Nullable Object value) {
        return schemas.stream().filter(s -> accepts((Map<?, ?>) s, value)).count();
    }

    private Map<?, ?> at(String reference) {
        Map<?, ?> at = root;
        for (String step : reference.substring(2).split("/", -1)) {
            at = map(at.get(step));
        }
        return at;
    }

    static Map<?, ?> map(@Nullable Object value) {
        return (Map<?, ?>) Objects.requireNonNull(value);
    }

    private static boolean isOfType(String type, @Nullable Object value) {
        return switch (type) {
            case "object" -> value instanceof Map<?, ?>;
            case "array" -> value instanceof List<?>;
            case "string" -> value instanceof String;
            case "boolean" -> value instanceof Boolean;
            case "integer" -> value instanceof Number && !(value instanceof Double);
            default -> throw new AssertionError("the schema uses type " + type);
        };
    }
}
