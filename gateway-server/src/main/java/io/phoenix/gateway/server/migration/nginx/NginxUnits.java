package io.phoenix.gateway.server.migration.nginx;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Times and sizes, as NGINX reads them and as the gateway's configuration has them. */
final class NginxUnits {

    private static final Pattern TIME_PART = Pattern.compile("([0-9]{1,9})(ms|[smhdwMy]?)\\s*");
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,12})([kKmMgG]?)");
    private static final Map<String, Long> MILLIS = Map.of(
            "ms", 1L,
            "s", 1_000L,
            "", 1_000L,
            "m", 60_000L,
            "h", 3_600_000L,
            "d", 86_400_000L,
            "w", 604_800_000L,
            "M", 2_592_000_000L,
            "y", 31_536_000_000L);

    private NginxUnits() {}

    /** The milliseconds of a time like {@code 1h30m}, {@code 60} or {@code 500ms}; null if it is none. */
    static @Nullable Long millis(String time) {
        Matcher part = TIME_PART.matcher(time);
        long sum = 0;
        int end = 0;
        while (end < time.length()) {
            if (!part.find(end) || part.start() != end) {
                return null;
            }
            sum += Long.parseLong(part.group(1)) * MILLIS.getOrDefault(part.group(2), 0L);
            end = part.end();
        }
        return time.isEmpty() ? null : sum;
    }

    /** A duration in the largest unit that leaves no rest. */
    static String duration(long millis) {
        if (millis % 86_400_000 == 0) {
            return millis / 86_400_000 + "d";
        }
        if (millis % 3_600_000 == 0) {
            return millis / 3_600_000 + "h";
        }
        if (millis % 60_000 == 0) {
            return millis / 60_000 + "m";
        }
        return millis % 1_000 == 0 ? millis / 1_000 + "s" : millis + "ms";
    }

    /** A size like {@code 10m} as 10MiB, and {@code 0}, which is no limit, as unlimited; null if it is none. */
    static @Nullable String size(String size) {
        Matcher matcher = SIZE.matcher(size);
        if (!matcher.matches()) {
            return null;
        }
        long amount = Long.parseLong(matcher.group(1));
        String unit = switch (matcher.group(2)) {
            case "k", "K" -> "KiB";
            case "m", "M" -> "MiB";
            case "g", "G" -> "GiB";
            default -> "B";
        };
        return amount == 0 ? "unlimited" : amount + unit;
    }
}
