package io.phoenix.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What probes find out, and where requests go then. */
@Timeout(60)
final class HealthIT {

    private static final String PROBE = "{ path: /health, interval: 20ms, timeout: 10s, failures: 2, successes: 2 }";

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<AutoCloseable> open = new ArrayList<>();
    private TestGateway gateway;

    @TempDir
    private Path directory;

    @AfterEach
    void stop() throws Exception {
        if (gateway != null) {
            gateway.close();
        }
        for (AutoCloseable one : open) {
            one.close();
        }
    }

    private <T extends AutoCloseable> T opened(T one) {
        open.add(one);
        return one;
    }

    /** With one upstream, {@code u}, at these addresses; {@code rest} are further keys of it. */
    private void start(String rest, String... addresses) throws Exception {
        gateway = TestGateway.start(
                directory,
                TestGateway.LISTENERS + "upstreams: { u: { addresses: [\"" + String.join("\", \"", addresses) + "\"], "
                        + rest + " } }\nroutes: [{ name: u, path: /, upstream: u }]\n");
    }

    private HttpResponse<String> get(String url) throws Exception {
        return http.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private String get() throws Exception {
        return get(gateway.url("/")).body();
    }

    /** Who answers a handful of requests, one after the other. */
    private Set<String> answering() throws Exception {
        Set<String> names = new TreeSet<>();
        for (int i = 0; i < 6; i++) {
            names.add(get());
        }
        return names;
    }

    private String upstreams() throws Exception {
        return get(gateway.adminUrl("/upstreams")).body();
    }

    private Gauge up(String address) {
        return new Gauge(gateway, "gateway_endpoint_up{endpoint=\"" + address + "\",upstream=\"u\"}");
    }

    private static String nobody() {
        return "127.0.0.1:" + FreePort.find();
    }

    @Test
    void anEndpointThatFailsItsProbesIsPassedOverUntilItIsWellAgain() throws Exception {
        ProbedServer one = opened(new ProbedServer("one"));
        ProbedServer two = opened(new ProbedServer("two"));
        start("health: " + PROBE, one.address(), two.address());
        assertThat(answering()).containsExactly("one", "two");

        two.probesGet("503 Loading model");
        up(two.address()).awaitValue(0);
        assertThat(up(one.address()).value()).isEqualTo(1);
        assertThat(answering()).containsExactly("one");
        await().untilAsserted(() ->
                assertThat(upstreams()).containsPattern("u +" + one.address() + " +[0-9]+ +[0-9]+ +up +20"));
        assertThat(upstreams())
                .containsPattern("u +" + two.address()
                        + " +[0-9]+ +[0-9]+ +down +20.*Z +/health answered with status 503, not 200-299");

        int probes = two.probes();
        await().until(() -> two.probes() > probes + 5);
        two.probesGet("204 No Content");
        up(two.address()).awaitValue(1);
        assertThat(answering()).containsExactly("one", "two");
        assertThat(new Gauge(gateway, "gateway_endpoint_health_age_seconds").value())
                .isPositive();

        assertThat(gateway.stopAndReadLog("error.log").stream()
                        .filter(line -> line.contains("endpoint " + two.address()))
                        .map(line -> line.substring(line.indexOf("endpoint "))))
                .containsExactly(
                        "endpoint " + two.address()
                                + " of upstream u is down: /health answered with status 503, not 200-299",
                        "endpoint " + two.address() + " of upstream u is up again");
    }

    @Test
    void aProbeWithoutAnAnswerFailsWhenItsTimeIsOver() throws Exception {
        ProbedServer silent = opened(new ProbedServer("silent"));
        ProbedServer well = opened(new ProbedServer("well"));
        silent.probesGet(null);
        start(
                "health: { path: /health, interval: 20ms, timeout: 100ms, failures: 1 }",
                silent.address(),
                well.address());
        up(silent.address()).awaitValue(0);
        await().untilAsserted(() -> assertThat(answering()).containsExactly("well"));
    }

    @Test
    void aWellEndpointIsFoundBesideOneThatNobodyListensOn() throws Exception {
        String nobody = nobody();
        ProbedServer well = opened(new ProbedServer("well"));
        start("health: " + PROBE, nobody, well.address());
        up(nobody).awaitValue(0);
        assertThat(answering()).containsExactly("well");
    }

    @Test
    void whatTheConfigurationCallsGoodIsGood() throws Exception {
        ProbedServer one = opened(new ProbedServer("one"));
        one.probesGet("401 Unauthorized");
        start("health: { path: /health, interval: 20ms, status: [200, 401-403], failures: 1 }", one.address());
        await().until(() -> one.probes() > 3);
        assertThat(up(one.address()).value()).isEqualTo(1);
        one.probesGet("404 Not Found");
        up(one.address()).awaitValue(0);
    }

    /** The probe may be what is wrong. */
    @Test
    void whenAllAreDownRequestsAreTriedNevertheless() throws Exception {
        ProbedServer one = opened(new ProbedServer("one"));
        ProbedServer two = opened(new ProbedServer("two"));
        one.probesGet("404 Not Found");
        two.probesGet("404 Not Found");
        start("health: " + PROBE, one.address(), two.address());
        new Gauge(gateway, "gateway_endpoint_up").awaitValue(0);
        assertThat(answering()).containsExactly("one", "two");
    }

    @Test
    void theErrorTellsThatProbesFailTooAndSinceWhen() throws Exception {
        String nobody = nobody();
        start("health: " + PROBE, nobody);
        up(nobody).awaitValue(0);
        HttpResponse<String> answer = get(gateway.url("/"));
        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.body())
                .contains("cannot connect to " + nobody)
                .containsPattern("; its health probe fails too, since 20[0-9-]+T[0-9:]+Z");
    }

    @Test
    void anUpstreamWithTlsIsProbedWithTheSameTrust() throws Exception {
        TestAuthority authority = new TestAuthority();
        ProbedServer trusted = opened(new ProbedServer("trusted", authority.server("u.lab")));
        ProbedServer stranger = opened(new ProbedServer("stranger", new TestAuthority().server("u.lab")));
        start(
                "tls: { trust: \"" + authority.writeRoot(directory) + "\", server-name: u.lab }, health: " + PROBE,
                trusted.address(),
                stranger.address());
        up(stranger.address()).awaitValue(0);
        await().until(() -> trusted.probes() > 3);
        assertThat(up(trusted.address()).value()).isEqualTo(1);
        assertThat(answering()).containsExactly("trusted");
    }

    @Test
    void whatIsNotProbedHasNoFigureAndSaysSo() throws Exception {
        ProbedServer one = opened(new ProbedServer("one"));
        start("health: false", one.address());
        assertThat(get(gateway.adminUrl("/metrics")).body())
                .contains("gateway_endpoint_inflight")
                .doesNotContain("gateway_endpoint_up", "gateway_endpoint_health");
        assertThat(upstreams()).containsPattern(one.address() + " .*not probed +-");
        assertThat(one.probes()).isZero();
    }

    /** And the first one comes soon, however long the interval. */
    @Test
    void healthIsUnknownUntilAProbeHasSaidSomething() throws Exception {
        ProbedServer well = opened(new ProbedServer("well"));
        ProbedServer silent = opened(new ProbedServer("silent"));
        ProbedServer failing = opened(new ProbedServer("failing"));
        silent.probesGet(null);
        failing.probesGet("500 Oops");
        start(
                "health: { path: /health, interval: 1h, timeout: 1h, failures: 2 }",
                well.address(),
                silent.address(),
                failing.address());
        await().untilAsserted(() -> assertThat(upstreams()).containsPattern(well.address() + " .* up +20"));
        await().until(() -> silent.probes() == 1 && failing.probes() == 1);
        assertThat(upstreams())
                .containsPattern(silent.address() + " .* unknown +20")
                .containsPattern(failing.address() + " .* unknown +20");
        assertThat(up(silent.address()).value()).isEqualTo(1);
    }

    @Test
    void stoppingDoesNotWaitForProbes() throws Exception {
        ProbedServer silent = opened(new ProbedServer("silent"));
        silent.probesGet(null);
        start("health: { path: /health, interval: 20ms, timeout: 1d }", silent.address());
        await().until(() -> silent.probes() == 1);
        gateway.close();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("health")));
    }
}
