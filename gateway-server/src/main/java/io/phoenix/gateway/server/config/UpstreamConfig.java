package io.phoenix.gateway.server.config;

import io.phoenix.gateway.core.upstream.UpstreamProtocol;
import io.phoenix.gateway.routing.upstream.ModelApi;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A named group of endpoints that serve the same thing.
 *
 * @param addresses at least one, none twice
 * @param firstByteTimeout from the request's last byte to the answer's first
 * @param idleTimeout the longest silence within an answer or an upload
 * @param keepAlive for which an idle pooled connection is kept
 * @param maxConnections to each endpoint
 * @param tls null means clear text
 * @param api what its models are asked in
 * @param discover whether it is asked for its models
 * @param protocol what is spoken with it
 * @param health how its endpoints are probed; null means that they are not
 */
public record UpstreamConfig(
        String name,
        List<HostPort> addresses,
        Duration connectTimeout,
        Duration firstByteTimeout,
        Duration idleTimeout,
        Duration keepAlive,
        int maxConnections,
        @Nullable UpstreamTlsConfig tls,
        ModelApi api,
        boolean discover,
        UpstreamProtocol protocol,
        @Nullable HealthConfig health) {
    public static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(3);

    /** Long, because a prompt may wait for its turn on the GPU and a model for being loaded. */
    public static final Duration DEFAULT_FIRST_BYTE_TIMEOUT = Duration.ofMinutes(10);

    public static final Duration DEFAULT_IDLE_TIMEOUT = Duration.ofMinutes(5);

    /** A second less than uvicorn, which closes idle connections after five. */
    public static final Duration DEFAULT_KEEP_ALIVE = Duration.ofSeconds(4);

    public static final ModelApi DEFAULT_API = ModelApi.OPENAI;

    public static final UpstreamProtocol DEFAULT_PROTOCOL = UpstreamProtocol.HTTP_1_1;

    public static final int DEFAULT_MAX_CONNECTIONS = 512;

    public UpstreamConfig {
        addresses = List.copyOf(addresses);
    }
}
