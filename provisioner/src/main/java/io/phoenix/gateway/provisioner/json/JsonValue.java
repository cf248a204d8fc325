package io.phoenix.gateway.provisioner.json;

import io.phoenix.gateway.provisioner.finding.Place;
import java.util.List;
import java.util.Map;

/** A value of a JSON text, which knows where it stands. */
public sealed interface JsonValue {
    /** Where the value begins. */
    Place place();

    /** What the value is, for a sentence: {@code a text}. */
    String kind();

    /** An object; of a key that stands twice the first is kept. */
    record JsonObject(Place place, Map<String, Member> members) implements JsonValue {
        @Override
        public String kind() {
            return "an object";
        }
    }

    /** A member of an object; {@code place} is its key's. */
    record Member(Place place, JsonValue value) {}

    /** An array. */
    record JsonArray(Place place, List<JsonValue> items) implements JsonValue {
        @Override
        public String kind() {
            return "a list";
        }
    }

    /** A text. */
    record JsonText(Place place, String text) implements JsonValue {
        @Override
        public String kind() {
            return "the text " + Quoted.of(text);
        }
    }

    /** A number as it was written, since what a machine makes of it may lose digits. */
    record JsonNumber(Place place, String text) implements JsonValue {
        /** Whether it is written without fraction and exponent, and fits a long. */
        public boolean isWhole() {
            return text.length() <= 18 && text.matches("-?[0-9]+");
        }

        /** Its value; only for {@link #isWhole} ones. */
        public long whole() {
            return Long.parseLong(text);
        }

        /** The nearest double. */
        public double value() {
            return Double.parseDouble(text);
        }

        @Override
        public String kind() {
            return "the number " + Quoted.line(text);
        }
    }

    /** {@code true} or {@code false}. */
    record JsonFlag(Place place, boolean value) implements JsonValue {
        @Override
        public String kind() {
            return value ? "true" : "false";
        }
    }

    /** {@code null}. */
    record JsonNull(Place place) implements JsonValue {
        @Override
        public String kind() {
            return "null";
        }
    }
}
