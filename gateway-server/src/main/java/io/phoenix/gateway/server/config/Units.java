package io.phoenix.gateway.server.config;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Durations and sizes: a whole number and its unit, with nothing between them. */
final class Units {
    /** The longest that fits into an int of milliseconds, which is how sockets count. */
    static final Duration LONGEST_TIMEOUT = Duration.ofDays(24);

    private static final String DURATION = "a duration, like 30s";
    private static final String SIZE = "a size, like 64KiB";
    private static final Pattern AMOUNT = Pattern.compile("([0-9]+)([A-Za-z]*)");
    private static final Map<String, Long> MILLIS = new LinkedHashMap<>();
    private static final Map<String, Long> BYTES = new LinkedHashMap<>();

    static {
        MILLIS.put("ms", 1L);
        MILLIS.put("s", 1_000L);
        MILLIS.put("m", 60_000L);
        MILLIS.put("h", 3_600_000L);
        MILLIS.put("d", 86_400_000L);
        BYTES.put("B", 1L);
        BYTES.put("KiB", 1L << 10);
        BYTES.put("MiB", 1L << 20);
        BYTES.put("GiB", 1L << 30);
        BYTES.put("kB", 1_000L);
        BYTES.put("MB", 1_000_000L);
        BYTES.put("GB", 1_000_000_000L);
    }

    private Units() {}

    /** A duration of at least a millisecond. */
    static @Nullable Duration duration(Value value, Duration longest) {
        Long millis = amount(value, MILLIS, DURATION);
        if (millis == null) {
            return null;
        }
        if (millis == 0) {
            value.error("must be longer than nothing");
            return null;
        }
        if (millis > longest.toMillis()) {
            value.error("is too long; the most is " + longest.toDays() + "d");
            return null;
        }
        return Duration.ofMillis(millis);
    }

    /** A size of at least {@code least} bytes. */
    static @Nullable Long size(Value value, long least) {
        Long bytes = amount(value, BYTES, SIZE);
        if (bytes != null && bytes < least) {
            value.error("is too small; the least is " + least + "B");
            return null;
        }
        return bytes;
    }

    private static @Nullable Long amount(Value value, Map<String, Long> units, String right) {
        String text = value.written(right);
        if (text == null) {
            return null;
        }
        Matcher matcher = AMOUNT.matcher(text);
        if (!matcher.matches()) {
            value.error("should be " + right + ", but is " + Excerpt.of(text) + "; write a whole number and one of "
                    + String.join(", ", units.keySet()));
            return null;
        }
        String number = matcher.group(1);
        String unit = matcher.group(2);
        Long factor = units.get(unit);
        if (factor == null) {
            value.error(unit.isEmpty() ? noUnit(text, units) : unknownUnit(number, unit, units));
            return null;
        }
        try {
            return Math.multiplyExact(Long.parseLong(number), factor);
        } catch (ArithmeticException | NumberFormatException e) {
            value.error(Excerpt.of(text) + " is too large");
            return null;
        }
    }

    private static String noUnit(String text, Map<String, Long> units) {
        return Excerpt.of(text) + " has no unit; write it with one of " + String.join(", ", units.keySet())
                + (text.length() > 9 ? "" : ", like " + text + (units == MILLIS ? "s" : "B"));
    }

    private static String unknownUnit(String number, String unit, Map<String, Long> units) {
        String shown = number.length() > 20 ? "1" : number;
        String meant = null;
        for (String known : units.keySet()) {
            if (likely(unit, known)) {
                meant = known;
                break;
            }
        }
        return Excerpt.of(unit) + " is no unit here"
                + (meant == null ? "" : "; did you mean " + shown + meant + "?")
                + " (units: " + String.join(", ", units.keySet()) + ")";
    }

    /** Whether {@code unit} is {@code known} in other letters ({@code kib}), or cut ({@code K}), or spelt out ({@code sec}). */
    private static boolean likely(String unit, String known) {
        String given = unit.toLowerCase(Locale.ROOT);
        String right = known.toLowerCase(Locale.ROOT);
        return given.equals(right)
                || (right.length() == 3 && right.startsWith(given))
                || (right.length() == 1 && given.startsWith(right) && !right.equals("b"));
    }
}
