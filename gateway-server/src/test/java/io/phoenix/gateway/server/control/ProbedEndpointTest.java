package io.phoenix.gateway.server.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.phoenix.gateway.core.upstream.Endpoint;
import io.phoenix.gateway.core.upstream.UpstreamPolicy;
import io.phoenix.gateway.routing.upstream.HealthState;
import io.phoenix.gateway.server.config.HealthConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How many probes it takes, asked one by one of a real server. */
@Timeout(60)
final class ProbedEndpointTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    private final ControlClient client = new ControlClient(null, LONG);
    private final HealthState health = new HealthState();
    private HttpServer server;
    private ProbedEndpoint endpoint;
    private volatile int status;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 16);
        server.createContext("/health", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(status, -1);
            }
        });
        server.start();
        UpstreamPolicy policy = new UpstreamPolicy(LONG, LONG, LONG, LONG, 1);
        endpoint = new ProbedEndpoint(
                new Endpoint("u", "127.0.0.1", server.getAddress().getPort(), policy, null),
                health,
                new HealthConfig("/health", LONG, LONG, HealthConfig.DEFAULT_STATUSES, 3, 2),
                client);
    }

    @AfterEach
    void stop() {
        client.close();
        server.stop(0);
    }

    private boolean isUpAfter(int... statuses) throws InterruptedException {
        for (int one : statuses) {
            status = one;
            endpoint.probe();
        }
        return health.isUp();
    }

    @Test
    void onlyProbesInARowCount() throws Exception {
        assertThat(isUpAfter(200, 500, 500, 200, 500, 500)).isTrue();
        assertThat(isUpAfter(500)).isFalse();
        assertThat(health.verdict().problem()).isEqualTo("/health answered with status 500, not 200-299");
        assertThat(isUpAfter(200, 500, 200)).isFalse();
        assertThat(isUpAfter(200)).isTrue();
        assertThat(isUpAfter(302, 302)).isTrue();
        assertThat(isUpAfter(302)).isFalse();
    }

    @Test
    void aConnectionThatIsRefusedIsAFailureToo() throws Exception {
        server.stop(0);
        assertThat(isUpAfter(200, 200)).isTrue();
        assertThat(isUpAfter(200)).isFalse();
        assertThat(health.verdict().problem()).startsWith("/health cannot be asked: ");
    }
}
