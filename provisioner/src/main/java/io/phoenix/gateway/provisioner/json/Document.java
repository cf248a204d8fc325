package io.phoenix.gateway.provisioner.json;

import io.phoenix.gateway.provisioner.finding.Finding;
import io.phoenix.gateway.provisioner.finding.Findings;
import io.phoenix.gateway.provisioner.finding.Place;
import io.phoenix.gateway.provisioner.finding.Severity;
import io.phoenix.gateway.provisioner.json.JsonValue.JsonArray;
import io.phoenix.gateway.provisioner.json.JsonValue.JsonObject;
import io.phoenix.gateway.provisioner.json.JsonValue.Member;
import org.jspecify.annotations.Nullable;

/**
 * A file's tree together with its name: turns a path into a finding with its place.
 *
 * @param file the name that findings show
 */
public record Document(String file, JsonValue root, Findings findings) {
    /** The value that {@code path} leads to, or null. */
    public @Nullable JsonValue at(JsonPath path) {
        JsonValue value = root;
        for (Object step : path.steps()) {
            value = below(value, step);
            if (value == null) {
                return null;
            }
        }
        return value;
    }

    private static @Nullable JsonValue below(JsonValue value, Object step) {
        if (value instanceof JsonObject object && step instanceof String key) {
            Member member = object.members().get(key);
            return member == null ? null : member.value();
        }
        if (value instanceof JsonArray array && step instanceof Integer index) {
            return index < array.items().size() ? array.items().get(index) : null;
        }
        return null;
    }

    /** Adds an error at {@code path}, or at its nearest parent that exists. */
    public void error(JsonPath path, String message) {
        add(Severity.ERROR, placeOf(path), path, message);
    }

    /** Adds a warning at {@code path}, or at its nearest parent that exists. */
    public void warn(JsonPath path, String message) {
        add(Severity.WARNING, placeOf(path), path, message);
    }

    void add(Severity severity, Place place, JsonPath path, String message) {
        findings.add(new Finding(severity, file, place, path.toString(), message));
    }

    private Place placeOf(JsonPath path) {
        JsonValue value = root;
        for (Object step : path.steps()) {
            JsonValue next = below(value, step);
            if (next == null) {
                break;
            }
            value = next;
        }
        return value.place();
    }

    /** Whether {@code path} or something below it is in error. */
    public boolean hasErrorBelow(JsonPath path) {
        return findings.hasErrorBelow(file, path.toString());
    }
}
