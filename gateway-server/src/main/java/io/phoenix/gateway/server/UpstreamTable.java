package io.phoenix.gateway.server;

import io.phoenix.gateway.core.upstream.Endpoint;
import io.phoenix.gateway.routing.upstream.HealthState.Verdict;
import io.phoenix.gateway.routing.upstream.Upstream;
import java.time.temporal.ChronoUnit;

/** Shows the upstreams as text, a line per endpoint, with what is known of its health. Stateless. */
final class UpstreamTable {

    private UpstreamTable() {}

    /** All upstreams in the order of the configuration. */
    static String render(TableBuilder.Built built) {
        TextTable table = new TextTable("UPSTREAM", "ENDPOINT", "IN FLIGHT", "CONNECTIONS", "HEALTH", "SINCE", "WHY");
        for (Upstream upstream : built.upstreams()) {
            boolean isProbed = built.probed().containsKey(upstream);
            for (Endpoint endpoint : upstream.endpoints()) {
                Verdict verdict = upstream.health(endpoint).verdict();
                table.add(
                        upstream.name(),
                        endpoint.toString(),
                        String.valueOf(endpoint.inFlight()),
                        String.valueOf(endpoint.connections()),
                        isProbed ? word(verdict) : "not probed",
                        isProbed
                                ? verdict.since()
                                        .truncatedTo(ChronoUnit.SECONDS)
                                        .toString()
                                : "-",
                        verdict.problem() == null ? "" : verdict.problem());
            }
        }
        return table.render();
    }

    private static String word(Verdict verdict) {
        return !verdict.isKnown() ? "unknown" : verdict.isUp() ? "up" : "down";
    }
}
