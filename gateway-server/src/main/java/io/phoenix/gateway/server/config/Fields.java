package io.phoenix.gateway.server.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One section of the file being read, key by key. Every key that is ever asked for is known; {@link #reportUnknown}
 * reports the others. A key must therefore be asked for whatever the others say.
 */
final class Fields {
    private final Value section;
    private final Map<String, Value.Entry> given = new LinkedHashMap<>();
    private final Set<String> known = new LinkedHashSet<>();

    private Fields(Value section, List<Value.Entry> entries) {
        this.section = section;
        entries.forEach(entry -> given.put(entry.key(), entry));
    }

    /** Opens a section; null if the value is none, which was reported. */
    static @Nullable Fields of(Value value, String right) {
        List<Value.Entry> entries = value.entries(right);
        return entries == null ? null : new Fields(value, entries);
    }

    Value section() {
        return section;
    }

    /** The place of a key itself; the section's if the key is not given. */
    Value at(String key) {
        Value.Entry entry = given.get(key);
        return entry == null ? section : entry.at();
    }

    boolean isGiven(String key) {
        return given.containsKey(key);
    }

    @Nullable
    Value optional(String key) {
        known.add(key);
        Value.Entry entry = given.get(key);
        return entry == null ? null : entry.value();
    }

    /** Reports a missing key, with {@code example} as what could stand after its colon. */
    @Nullable
    Value required(String key, String example) {
        Value value = optional(key);
        if (value == null) {
            section.error("\"" + key + "\" is missing; write, for example, " + key + ": " + example);
        }
        return value;
    }

    @Nullable
    String text(String key, String right) {
        Value value = optional(key);
        return value == null ? null : value.text(right);
    }

    boolean flag(String key, boolean otherwise) {
        Value value = optional(key);
        Boolean flag = value == null ? null : value.flag();
        return flag == null ? otherwise : flag;
    }

    int number(String key, int least, int most, int otherwise) {
        Value value = optional(key);
        Integer number = value == null ? null : value.number(least, most);
        return number == null ? otherwise : number;
    }

    Duration timeout(String key, Duration otherwise) {
        return duration(key, Units.LONGEST_TIMEOUT, otherwise);
    }

    Duration duration(String key, Duration longest, Duration otherwise) {
        Value value = optional(key);
        Duration duration = value == null ? null : Units.duration(value, longest);
        return duration == null ? otherwise : duration;
    }

    long size(String key, long least, long otherwise) {
        Value value = optional(key);
        Long size = value == null ? null : Units.size(value, least);
        return size == null ? otherwise : size;
    }

    /** The items of a list; empty if the key is not given. */
    List<Value> items(String key, String right) {
        Value value = optional(key);
        return value == null ? List.of() : value.items(right);
    }

    /** The items of a list that must have some; empty if the key is not given. */
    List<Value> someItems(String key, String right) {
        Value value = optional(key);
        return value == null ? List.of() : value.someItems(right);
    }

    /** The same for a value that may also stand alone, in the place of a list of one. */
    static List<Value> oneOrMore(@Nullable Value value, String right) {
        if (value == null) {
            return List.of();
        }
        return value.isList() ? value.someItems(right) : List.of(value);
    }

    /** Reads every item, leaves out the bad ones and reports those that are there twice. */
    static <T> List<T> each(List<Value> items, Function<Value, @Nullable T> reader) {
        List<T> read = new ArrayList<>();
        for (Value item : items) {
            T one = reader.apply(item);
            if (one != null && read.contains(one)) {
                item.error(Excerpt.of(one.toString()) + " is listed twice");
            } else if (one != null) {
                read.add(one);
            }
        }
        return read;
    }

    void reportUnknown() {
        List<String> unknown = new ArrayList<>(given.keySet());
        unknown.removeAll(known);
        for (String key : unknown) {
            Value at = new Value(at(key).node(), section.path(), section.problems());
            at.error("unknown key " + Excerpt.of(key) + NearestName.hint(key, known) + " (known here: "
                    + String.join(", ", known) + ")");
        }
    }
}
