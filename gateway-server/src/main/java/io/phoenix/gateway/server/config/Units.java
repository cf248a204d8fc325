package io.phoenix.gateway.server.config;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Durations and sizes: a whole number and its unit, with nothing between them. */
final class Units {
    /** The longest that fits into an int of milliseconds, which is how sockets count. */
    static final Duration LONGEST_TIMEOUT = Duration.ofDays(24);

    private static final Units DURATION = new Units("a duration, like 30s", "s")
            .unit("ms", 1)
            .unit("s", 1_000)
            .unit("m", 60_000)
            .unit("h", 3_600_000)
            .unit("d", 86_400_000);
    private static final Units SIZE = new Units("a size, like 64KiB", "B")
            .unit("B", 1)
            .unit("KiB", 1 << 10)
            .unit("MiB", 1 << 20)
            .unit("GiB", 1 << 30)
            .unit("kB", 1_000)
            .unit("MB", 1_000_000)
            .unit("GB", 1_000_000_000);

    private static final Pattern AMOUNT = Pattern.compile("([0-9]+)([A-Za-z]*)");

    private final String right;
    private final String usual;
    private final Map<String, Long> factors = new LinkedHashMap<>();

    private Units(String right, String usual) {
        this.right = right;
        this.usual = usual;
    }

    private Units unit(String unit, long factor) {
        factors.put(unit, factor);
        return this;
    }

    /** A duration from a millisecond to {@code longest}. */
    static @Nullable Duration duration(Value value, Duration longest) {
        Long millis = DURATION.amount(value);
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
        Long bytes = SIZE.amount(value);
        if (bytes != null && bytes < least) {
            value.error("is too small; the least is " + least + "B");
            return null;
        }
        return bytes;
    }

    private @Nullable Long amount(Value value) {
        String text = value.written(right);
        if (text == null) {
            return null;
        }
        Matcher matcher = AMOUNT.matcher(text);
        if (!matcher.matches()) {
            value.error("should be " + right + ", but is " + Excerpt.of(text) + "; write a whole number and one of "
                    + all());
            return null;
        }
        String number = matcher.group(1);
        String unit = matcher.group(2);
        Long factor = factors.get(unit);
        if (factor == null) {
            value.error(unit.isEmpty() ? noUnit(number) : unknownUnit(number, unit));
            return null;
        }
        try {
            return Math.multiplyExact(Long.parseLong(number), factor);
        } catch (ArithmeticException | NumberFormatException e) {
            value.error(Excerpt.of(text) + " is too large");
            return null;
        }
    }

    private String noUnit(String number) {
        return Excerpt.of(number) + " has no unit; write it with one of " + all()
                + (number.length() > 9 ? "" : ", like " + number + usual);
    }

    private String unknownUnit(String number, String unit) {
        List<String> meant =
                factors.keySet().stream().filter(known -> likely(unit, known)).toList();
        boolean guess = !meant.isEmpty() && number.length() <= 9;
        return Excerpt.of(unit) + " is no unit here"
                + (guess ? "; did you mean " + number + meant.get(0) + "?" : "")
                + " (units: " + all() + ")";
    }

    /**
     * Whether {@code unit} is {@code known} in other letters ({@code kib}), or cut ({@code K}), or spelt out
     * ({@code sec}).
     */
    private static boolean likely(String unit, String known) {
        String given = unit.toLowerCase(Locale.ROOT);
        String right = known.toLowerCase(Locale.ROOT);
        return given.equals(right)
                || (right.length() == 3 && right.startsWith(given))
                || (right.length() == 1 && given.startsWith(right) && !right.equals("b"));
    }

    private String all() {
        return String.join(", ", factors.keySet());
    }
}
