package io.phoenix.gateway.provisioner.json;

import io.phoenix.gateway.provisioner.finding.Severity;
import io.phoenix.gateway.provisioner.json.JsonValue.JsonArray;
import io.phoenix.gateway.provisioner.json.JsonValue.JsonFlag;
import io.phoenix.gateway.provisioner.json.JsonValue.JsonNumber;
import io.phoenix.gateway.provisioner.json.JsonValue.JsonObject;
import io.phoenix.gateway.provisioner.json.JsonValue.JsonText;
import io.phoenix.gateway.provisioner.json.JsonValue.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The part of JSON Schema (2020-12) that the operator's files need, in sentences instead of verdicts. What a pattern is
 * for stands in the {@code title} beside it. Two things are only warnings: a key that is not known, so that files of a
 * later version load, and one that is {@code deprecated}, whose description says what to do.
 */
public final class Schema {
    /** What this class looks at; other keywords would be promises that nobody keeps. */
    static final Set<String> KEYWORDS = Set.of(
            "$schema",
            "$id",
            "$ref",
            "$defs",
            "title",
            "description",
            "type",
            "properties",
            "additionalProperties",
            "propertyNames",
            "required",
            "items",
            "enum",
            "pattern",
            "minimum",
            "maximum",
            "deprecated");

    private static final Map<String, String> TYPES = Map.of(
            "object", "an object",
            "array", "a list",
            "string", "a text",
            "integer", "a whole number",
            "number", "a number",
            "boolean", "true or false");

    /** Longer ones no pattern of a schema is tried on. */
    private static final int LONGEST_TEXT = 4096;

    private final Document schema;
    private final Map<String, Pattern> patterns = new ConcurrentHashMap<>();

    /** A schema whose text was read without findings. */
    public Schema(Document schema) {
        this.schema = schema;
    }

    /** Adds what is wrong with {@code document} to its findings. */
    public void check(Document document) {
        check(document, JsonPath.ROOT, document.root(), (JsonObject) schema.root());
    }

    private void check(Document document, JsonPath path, JsonValue value, JsonObject rules) {
        String reference = text(rules, "$ref");
        if (!reference.isEmpty()) {
            check(document, path, value, definition(reference));
        }
        if (flag(rules, "deprecated")) {
            document.warn(path, text(rules, "description"));
        }
        String type = text(rules, "type");
        if (!type.isEmpty() && !isOf(type, value)) {
            document.error(path, "is " + value.kind() + ", but must be " + TYPES.get(type));
            return;
        }
        if (value instanceof JsonObject object) {
            checkObject(document, path, object, rules);
        } else if (value instanceof JsonArray array && member(rules, "items") instanceof JsonObject items) {
            for (int i = 0; i < array.items().size(); i++) {
                check(document, path.index(i), array.items().get(i), items);
            }
        } else if (value instanceof JsonText text) {
            String wrong = wrongWith(text.text(), rules);
            if (wrong != null) {
                document.error(path, wrong);
            }
        } else if (value instanceof JsonNumber number) {
            checkNumber(document, path, number, rules);
        }
    }

    private static boolean isOf(String type, JsonValue value) {
        return switch (type) {
            case "object" -> value instanceof JsonObject;
            case "array" -> value instanceof JsonArray;
            case "string" -> value instanceof JsonText;
            case "integer" -> value instanceof JsonNumber number && number.isWhole();
            case "number" -> value instanceof JsonNumber;
            default -> value instanceof JsonFlag;
        };
    }

    private void checkObject(Document document, JsonPath path, JsonObject object, JsonObject rules) {
        JsonObject properties = member(rules, "properties") instanceof JsonObject known ? known : null;
        JsonValue others = member(rules, "additionalProperties");
        object.members().forEach((key, member) -> {
            JsonValue rule = properties == null ? null : member(properties, key);
            if (rule == null && others instanceof JsonObject) {
                checkName(document, path, key, member, rules);
                rule = others;
            }
            if (rule instanceof JsonObject known) {
                check(document, path.key(key), member.value(), known);
            } else if (others instanceof JsonFlag closed && !closed.value()) {
                Set<String> known =
                        properties == null ? Set.of() : properties.members().keySet();
                document.add(
                        Severity.WARNING,
                        member.place(),
                        path.key(key),
                        "is a key that is not known here, and is ignored" + NearestKey.hint(key, known));
            }
        });
        for (String required : texts(member(rules, "required"))) {
            if (!object.members().containsKey(required)) {
                document.error(path, Quoted.of(required) + " is missing");
            }
        }
    }

    private void checkName(Document document, JsonPath path, String key, Member member, JsonObject rules) {
        if (member(rules, "propertyNames") instanceof JsonObject names) {
            String reference = text(names, "$ref");
            String wrong = wrongWith(key, reference.isEmpty() ? names : definition(reference));
            if (wrong != null) {
                document.add(Severity.ERROR, member.place(), path.key(key), wrong);
            }
        }
    }

    private @Nullable String wrongWith(String text, JsonObject rules) {
        List<String> choices = texts(member(rules, "enum"));
        if (!choices.isEmpty() && !choices.contains(text)) {
            return Quoted.of(text) + " is none of " + String.join(", ", choices) + NearestKey.hint(text, choices);
        }
        String pattern = text(rules, "pattern");
        if (!pattern.isEmpty()
                && (text.length() > LONGEST_TEXT
                        || !compiled(pattern).matcher(text).find())) {
            return Quoted.of(text) + " is not " + text(rules, "title");
        }
        return null;
    }

    /** In JSON Schema's dialect "$" is the very end; Java's stands before a last line break too. */
    private Pattern compiled(String pattern) {
        return patterns.computeIfAbsent(pattern, text -> Pattern.compile(text.replace("$", "\\z")));
    }

    private static void checkNumber(Document document, JsonPath path, JsonNumber number, JsonObject rules) {
        if (member(rules, "minimum") instanceof JsonNumber least && number.value() < least.value()) {
            document.error(path, "is " + Quoted.line(number.text()) + ", but must be at least " + least.text());
        }
        if (member(rules, "maximum") instanceof JsonNumber most && number.value() > most.value()) {
            document.error(path, "is " + Quoted.line(number.text()) + ", but must be at most " + most.text());
        }
    }

    private JsonObject definition(String reference) {
        JsonPath path = JsonPath.of(reference.substring("#/".length()).split("/", -1));
        if (schema.at(path) instanceof JsonObject found) {
            return found;
        }
        throw new IllegalStateException(schema.file() + " has no " + reference);
    }

    private static @Nullable JsonValue member(JsonObject object, String key) {
        Member member = object.members().get(key);
        return member == null ? null : member.value();
    }

    private static boolean flag(JsonObject object, String key) {
        return member(object, key) instanceof JsonFlag flag && flag.value();
    }

    private static String text(JsonObject object, String key) {
        return text(member(object, key));
    }

    private static String text(@Nullable JsonValue value) {
        return value instanceof JsonText text ? text.text() : "";
    }

    private static List<String> texts(@Nullable JsonValue value) {
        List<String> texts = new ArrayList<>();
        if (value instanceof JsonArray array) {
            array.items().forEach(item -> texts.add(text(item)));
        }
        return texts;
    }
}
