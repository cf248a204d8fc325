package io.phoenix.gateway.server.config;

import java.time.Duration;
import java.util.List;

/**
 * How the endpoints of an upstream are probed.
 *
 * @param path what is asked for, by GET; may have a query
 * @param interval from the end of one probe to the next
 * @param timeout of a whole probe, connecting included
 * @param statuses of a good answer; at least one
 * @param failures so many in a row, and the endpoint is down
 * @param successes so many in a row, and it is up again
 */
public record HealthConfig(
        String path, Duration interval, Duration timeout, List<StatusRange> statuses, int failures, int successes) {

    public static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(10);

    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(2);

    public static final List<StatusRange> DEFAULT_STATUSES = List.of(new StatusRange(200, 299));

    public static final int DEFAULT_FAILURES = 3;

    public static final int DEFAULT_SUCCESSES = 1;

    public HealthConfig {
        statuses = List.copyOf(statuses);
    }

    /** A probe of {@code path} with the defaults. */
    public static HealthConfig of(String path) {
        return new HealthConfig(
                path, DEFAULT_INTERVAL, DEFAULT_TIMEOUT, DEFAULT_STATUSES, DEFAULT_FAILURES, DEFAULT_SUCCESSES);
    }

    /** Whether an answer with {@code status} is a good one. */
    public boolean isGood(int status) {
        return statuses.stream().anyMatch(range -> range.contains(status));
    }
}
