package io.phoenix.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.phoenix.gateway.core.exchange.RouteDecision;
import io.phoenix.gateway.core.exchange.RoutePolicy;
import io.phoenix.gateway.core.http.LocalReply;
import io.phoenix.gateway.core.upstream.Endpoint;
import io.phoenix.gateway.core.upstream.UpstreamPolicy;
import io.phoenix.gateway.routing.upstream.Upstream;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which route a request takes, and what becomes of those that no route claims. */
final class RoutingTableTest {

    private static final String GATEWAY = "ai.phoenix.local";

    private static final RoutingTable TABLE = new RoutingTable(List.of(
            proxy("chat", List.of(GATEWAY), List.of("/v1/chat/completions"), Set.of("POST")),
            proxy("models", List.of(GATEWAY), List.of("/v1/models", "/v1/models/"), Set.of("GET", "HEAD")),
            proxy("qdrant", List.of(GATEWAY), List.of("/qdrant/"), Set.of()),
            proxy("qdrant-dashboard", List.of(GATEWAY), List.of("/qdrant/dashboard/"), Set.of()),
            proxy("qdrant-health", List.of(GATEWAY), List.of("/qdrant/healthz"), Set.of()),
            proxy("read", List.of(GATEWAY), List.of("/split/"), Set.of("GET")),
            proxy("write", List.of(GATEWAY), List.of("/split/"), Set.of("PUT", "POST")),
            proxy("shadowed", List.of(GATEWAY), List.of("/qdrant/"), Set.of()),
            proxy("portainer", List.of("portainer.phoenix.local"), List.of("/"), Set.of()),
            proxy("tenants", List.of("*.tenants.local"), List.of("/"), Set.of()),
            proxy("one-tenant", List.of("one.tenants.local"), List.of("/"), Set.of()),
            proxy("v6", List.of("2001:db8::1"), List.of("/"), Set.of())));

    private static Route proxy(String name, List<String> hosts, List<String> paths, Set<String> methods) {
        Duration second = Duration.ofSeconds(1);
        UpstreamPolicy policy = new UpstreamPolicy(second, second, second, second, 1);
        Upstream upstream = new Upstream(name, List.of(new Endpoint(name, "127.0.0.1", 1, policy, null)));
        return new Route(
                new RoutePolicy(name, RoutePolicy.UNLIMITED), hosts, paths, methods, new ProxyRule(upstream, true));
    }

    private static RouteDecision.Forward forward(String method, String host, String target) {
        RouteDecision decision = TABLE.route(Heads.head(method, host, target));
        assertThat(decision).isInstanceOf(RouteDecision.Forward.class);
        return (RouteDecision.Forward) decision;
    }

    private static LocalReply refusal(String method, String host, String target) {
        return Replies.reply(TABLE.route(Heads.head(method, host, target)));
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/chat/completions,          chat,             /v1/chat/completions",
        "/v1/chat/completions?a=1,      chat,             /v1/chat/completions?a=1",
        "/v1/models,                    models,           /v1/models",
        "/qdrant/,                      qdrant,           /",
        "/qdrant/?x=1,                  qdrant,           /?x=1",
        "/qdrant/collections/a%2Fb//c?x=/qdrant/, qdrant, /collections/a%2Fb//c?x=/qdrant/",
        "/qdrant//,                     qdrant,           //",
        "/qdrant/dashboard/x,           qdrant-dashboard, /x",
        "/qdrant/dashboardx,            qdrant,           /dashboardx",
        "/qdrant/healthz,               qdrant-health,    /qdrant/healthz",
        "/qdrant/healthz/,              qdrant,           /healthz/",
        "/qdrant/Dashboard/,            qdrant,           /Dashboard/",
        "/qdrant/%64ashboard/,          qdrant,           /%64ashboard/",
    })
    void takesTheExactPathElseTheLongestPrefix(String target, String route, String sent) {
        RouteDecision.Forward forward = forward(route.equals("chat") ? "POST" : "GET", GATEWAY, target);
        assertThat(forward.policy().name()).isEqualTo(route);
        assertThat(forward.upstream().name()).isEqualTo(route);
        assertThat(forward.target()).isEqualTo(sent);
    }

    @Test
    void tellsWhichPrefixItStripped() {
        assertThat(forward("GET", GATEWAY, "/qdrant/x").strippedPrefix()).isEqualTo("/qdrant");
        assertThat(forward("GET", "portainer.phoenix.local", "/x").strippedPrefix())
                .isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "GET,  read",
        "PUT,  write",
        "POST, write",
    })
    void choosesAmongRoutesOfOnePathByMethod(String method, String route) {
        assertThat(forward(method, GATEWAY, "/split/x").policy().name()).isEqualTo(route);
    }

    @Test
    void refusesAMethodThatNoRouteOfThePathTakes() {
        LocalReply reply = refusal("DELETE", GATEWAY, "/split/x");
        assertThat(reply.status()).isEqualTo(405);
        assertThat(Replies.header(reply, "allow")).isEqualTo("GET, POST, PUT");
        assertThat(Replies.error(reply)).containsEntry("code", "method_not_allowed");
    }

    @Test
    void comparesMethodsByTheLetter() {
        assertThat(refusal("post", GATEWAY, "/v1/chat/completions").status()).isEqualTo(405);
    }

    @ParameterizedTest
    @CsvSource({
        "portainer.phoenix.local,       portainer",
        "PORTAINER.Phoenix.LOCAL:8443,  portainer",
        "portainer.phoenix.local.,      portainer",
        "one.tenants.local,             one-tenant",
        "two.tenants.local,             tenants",
        "two.tenants.local:80,          tenants",
        "two.tenants.local.,            tenants",
        "[2001:db8::1]:8080,            v6",
        "[2001:DB8:0:0::1],             v6",
    })
    void findsTheHostWhateverItsCasePortAndSpelling(String host, String route) {
        assertThat(forward("GET", host, "/").policy().name()).isEqualTo(route);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "elsewhere.local",
                "tenants.local",
                "a.b.tenants.local",
                "xportainer.phoenix.local",
                "portainer.phoenix.local.evil.example",
                "portainer.phoenix.local..",
                "127.0.0.1",
                "."
            })
    void refusesAHostThatIsNotItsOwn(String host) {
        LocalReply reply = refusal("GET", host, "/");
        assertThat(reply.status()).isEqualTo(421);
        assertThat(Replies.error(reply)).containsEntry("code", "unknown_host");
    }

    @Test
    void aStarTakesEveryOtherHost() {
        RoutingTable table = new RoutingTable(List.of(
                proxy("own", List.of("own.local"), List.of("/own/"), Set.of()),
                proxy("all", List.of("*"), List.of("/"), Set.of())));
        assertThat(((RouteDecision.Forward) table.route(Heads.head("GET", "any.thing", "/x")))
                        .policy()
                        .name())
                .isEqualTo("all");
        // A host with routes of its own is never sent to the star's.
        assertThat(Replies.reply(table.route(Heads.head("GET", "own.local", "/x")))
                        .status())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/nowhere",
                "/v1/",
                "/v1/chat/completions/",
                "/V1/chat/completions",
                "/v1/chat/completions%20",
                "//qdrant/",
                "/qdrantx",
                "/%71drant/x"
            })
    void refusesAPathThatNoRouteClaims(String target) {
        LocalReply reply = refusal("GET", GATEWAY, target);
        assertThat(reply.status()).isEqualTo(404);
        assertThat(Replies.error(reply)).containsEntry("code", "no_route");
    }

    @ParameterizedTest
    @CsvSource({
        "/qdrant,           /qdrant/",
        "/qdrant?x=1&y=/,   /qdrant/?x=1&y=/",
        "/qdrant/dashboard, /qdrant/dashboard/",
    })
    void redirectsAPrefixThatLacksItsSlash(String target, String location) {
        LocalReply reply = refusal("POST", GATEWAY, target);
        assertThat(reply.status()).isEqualTo(308);
        assertThat(Replies.header(reply, "location")).isEqualTo(location);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/qdrant/..",
                "/qdrant/../n8n/",
                "/qdrant/%2e%2e/x",
                "/qdrant/.%2E/x",
                "/qdrant/a/../../x",
                "/qdrant/./../x"
            })
    void refusesDotSegmentsThatLeaveThePrefix(String target) {
        LocalReply reply = refusal("GET", GATEWAY, target);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(Replies.error(reply)).containsEntry("code", "bad_path");
    }

    @Test
    void theFirstOfTwoEqualRoutesWins() {
        assertThat(forward("GET", GATEWAY, "/qdrant/x").policy().name()).isEqualTo("qdrant");
    }
}
