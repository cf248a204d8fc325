package io.phoenix.gateway.server.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.phoenix.gateway.core.upstream.Endpoint;
import io.phoenix.gateway.core.upstream.UpstreamPolicy;
import io.phoenix.gateway.routing.model.Model;
import io.phoenix.gateway.routing.model.ModelDirectory;
import io.phoenix.gateway.routing.upstream.Upstream;
import io.phoenix.gateway.server.config.DiscoveryConfig;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How long what an upstream told is believed. */
@Timeout(60)
final class ModelDiscoveryTest {

    private static final byte[] LIST = "{\"data\":[{\"id\":\"m\"}]}".getBytes(StandardCharsets.UTF_8);

    @Test
    void anUpstreamThatIsGoneForADayLeavesTheList() throws Exception {
        AtomicLong clock = new AtomicLong();
        AtomicInteger status = new AtomicInteger(200);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(status.get(), LIST.length);
            exchange.getResponseBody().write(LIST);
            exchange.close();
        });
        server.start();
        Duration second = Duration.ofSeconds(1);
        Upstream upstream = new Upstream(
                "u",
                List.of(new Endpoint(
                        "u",
                        "127.0.0.1",
                        server.getAddress().getPort(),
                        new UpstreamPolicy(second, second, second, second, 1),
                        null)));
        ModelDirectory directory = new ModelDirectory(List.of());
        DiscoveryConfig config = new DiscoveryConfig(Duration.ofMillis(5), Duration.ofSeconds(10));
        try (ModelDiscovery discovery = new ModelDiscovery(config, List.of(upstream), directory, clock::get)) {
            assertThat(discovery.answers(upstream)).isFalse();
            discovery.start();
            await().until(() -> directory.get().find("m") != null);
            assertThat(discovery.answers(upstream)).isTrue();

            status.set(503);
            await().untilAsserted(() -> assertThat(directory.get().models())
                    .extracting(Model::isAvailable)
                    .containsExactly(false));
            clock.addAndGet(TimeUnit.HOURS.toNanos(23));
            assertThat(discovery.answers(upstream)).isFalse();
            assertThat(directory.get().find("m")).isNotNull();
            clock.addAndGet(TimeUnit.HOURS.toNanos(2));
            await().until(() -> directory.get().find("m") == null);

            status.set(200);
            await().until(() -> directory.get().find("m") != null);
        } finally {
            server.stop(0);
        }
    }
}
