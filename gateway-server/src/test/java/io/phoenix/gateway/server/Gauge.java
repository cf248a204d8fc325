package io.phoenix.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.OptionalDouble;

/** One figure of a gateway's {@code /metrics}: the sum over all its tags. */
record Gauge(TestGateway gateway, String name) {

    static Gauge inFlight(TestGateway gateway) {
        return new Gauge(gateway, "gateway_endpoint_inflight");
    }

    static Gauge connections(TestGateway gateway) {
        return new Gauge(gateway, "gateway_endpoint_connections");
    }

    static Gauge clients(TestGateway gateway) {
        return new Gauge(gateway, "gateway_client_connections");
    }

    static Gauge held(TestGateway gateway) {
        return new Gauge(gateway, "gateway_held_bodies_bytes");
    }

    /** Connections that were refused for this reason. */
    static Gauge refused(TestGateway gateway, String reason) {
        return new Gauge(gateway, "gateway_client_connections_refused_total{reason=\"" + reason + "\"}");
    }

    double value() throws IOException {
        String text;
        try (InputStream in = URI.create(gateway.adminUrl("/metrics")).toURL().openStream()) {
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        OptionalDouble value = text.lines()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .reduce(Double::sum);
        assertThat(value).as("%s in %s", name, text).isPresent();
        return value.getAsDouble();
    }

    /** Waits, since what a socket's end tells a test may reach it before the gateway has counted it. */
    void awaitValue(double expected) {
        await().atMost(Duration.ofSeconds(20)).until(this::value, seen -> seen == expected);
    }
}
