package io.phoenix.gateway.server.config;

import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code health} of an upstream: false, a path, or a section. Stateless. */
final class HealthSection {

    private static final String PATH = "/health";
    private static final String STATUS = "a status, like 200, or a range, like 200-299";
    private static final int MOST = 100;
    private static final Pattern RANGE = Pattern.compile("([2-5][0-9]{2})(?:-([2-5][0-9]{2}))?");

    private HealthSection() {}

    /** Null if the upstream is not to be probed, or something is wrong, which was reported. */
    static @Nullable HealthConfig read(Value value) {
        if (value.isFlag()) {
            if (Boolean.TRUE.equals(value.flag())) {
                value.error("says that there is a probe, but not of what; write its path, like " + PATH);
            }
            return null;
        }
        if (value.isScalar()) {
            String path = PathRule.readWithQuery(value, PATH);
            return path == null ? null : HealthConfig.of(path);
        }
        Fields fields = Fields.of(value, "a path, like " + PATH + ", a section, or false");
        return fields == null ? null : read(fields);
    }

    private static @Nullable HealthConfig read(Fields fields) {
        Value pathValue = fields.required("path", PATH);
        Duration interval = fields.timeout("interval", HealthConfig.DEFAULT_INTERVAL);
        Duration timeout = fields.timeout("timeout", HealthConfig.DEFAULT_TIMEOUT);
        Value status = fields.optional("status");
        int failures = fields.number("failures", 1, MOST, HealthConfig.DEFAULT_FAILURES);
        int successes = fields.number("successes", 1, MOST, HealthConfig.DEFAULT_SUCCESSES);
        fields.reportUnknown();
        String path = pathValue == null ? null : PathRule.readWithQuery(pathValue, PATH);
        List<StatusRange> statuses = status == null
                ? HealthConfig.DEFAULT_STATUSES
                : Fields.each(Fields.oneOrMore(status, "a list of statuses, like [200, 401]"), HealthSection::range);
        return path == null ? null : new HealthConfig(path, interval, timeout, statuses, failures, successes);
    }

    private static @Nullable StatusRange range(Value value) {
        String text = value.written(STATUS);
        if (text == null) {
            return null;
        }
        Matcher matcher = RANGE.matcher(text);
        if (!matcher.matches()) {
            value.error("should be " + STATUS + ", but is " + Excerpt.of(text));
            return null;
        }
        int first = Integer.parseInt(matcher.group(1));
        int last = matcher.group(2) == null ? first : Integer.parseInt(matcher.group(2));
        if (last < first) {
            value.error(Excerpt.of(text) + " ends before it begins; did you mean " + last + "-" + first + "?");
            return null;
        }
        return new StatusRange(first, last);
    }
}
