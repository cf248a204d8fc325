package io.phoenix.gateway.server.control;

import io.phoenix.gateway.core.upstream.Endpoint;
import io.phoenix.gateway.routing.upstream.HealthState;
import io.phoenix.gateway.server.config.HealthConfig;
import java.io.IOException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One endpoint that is probed: some failures in a row take it down, some successes bring it back, and each of the two
 * is logged once. Probed by one thread at a time.
 */
final class ProbedEndpoint {

    private static final Logger LOG = LoggerFactory.getLogger(ProbedEndpoint.class);

    private final Endpoint endpoint;
    private final HealthState health;
    private final HealthConfig config;
    private final ControlClient client;

    /** Probes in a row that said something else than what holds. */
    private int contradictions;

    ProbedEndpoint(Endpoint endpoint, HealthState health, HealthConfig config, ControlClient client) {
        this.endpoint = endpoint;
        this.health = health;
        this.config = config;
        this.client = client;
    }

    /** Asks once, and draws the conclusion. Blocks for as long as the configured time-out. */
    void probe() throws InterruptedException {
        String problem = problem();
        if (Thread.interrupted()) {
            // Who stops the probing also closes what it asks with, and that says nothing of the endpoint.
            throw new InterruptedException();
        }
        if ((problem == null) == health.isUp()) {
            contradictions = 0;
            if (!health.verdict().isKnown()) {
                // Nothing changes, so that there is no news for the log.
                health.up();
            }
            return;
        }
        contradictions++;
        if (contradictions >= (problem == null ? config.successes() : config.failures())) {
            contradictions = 0;
            conclude(problem);
        }
    }

    private void conclude(@Nullable String problem) {
        if (problem == null) {
            health.up();
            LOG.info("endpoint {} of upstream {} is up again", endpoint, endpoint.upstream());
        } else {
            health.down(problem);
            LOG.warn("endpoint {} of upstream {} is down: {}", endpoint, endpoint.upstream(), problem);
        }
    }

    private @Nullable String problem() throws InterruptedException {
        try {
            int status = client.status(endpoint, config.path());
            return config.isGood(status) ? null : config.path() + " answered with status " + status + ", not " + good();
        } catch (IOException e) {
            return config.path() + " cannot be asked: " + e.getMessage();
        }
    }

    private String good() {
        return config.statuses().stream().map(Object::toString).collect(Collectors.joining(", "));
    }

    @Override
    public String toString() {
        return endpoint + " of upstream " + endpoint.upstream();
    }
}
