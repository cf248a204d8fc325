package io.phoenix.gateway.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.phoenix.gateway.routing.model.ModelKind;
import io.phoenix.gateway.routing.model.ModelPlace;
import io.phoenix.gateway.routing.policy.BlockedPaths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keeps conf/gateway.schema.json true to the reader. */
final class ConfigSchemaTest {
    private static final JsonSchema SCHEMA = new JsonSchema(ConfFolder.text("gateway.schema.json"));
    private static final String HOSTS = "hosts: [a]\n";
    private static final String LISTENERS = "listeners: [{ name: a, address: 0.0.0.0:80 }]\n";
    private static final String ROUTES = "routes: [{ name: u, path: /u/, upstream: u }]\n";
    private static final String UPSTREAMS = "upstreams: { u: { address: 1.2.3.4:1 } }\n";

    /** For each section of the schema, a file in which everything is right but that section, which is put in for %s. */
    private static final Map<String, String> SECTIONS = Map.ofEntries(
            Map.entry("gateway", "%s"),
            Map.entry("listener", HOSTS + "listeners: [%s]\n" + UPSTREAMS + ROUTES),
            Map.entry("tls", HOSTS + LISTENERS + UPSTREAMS + ROUTES + "tls: %s\n"),
            Map.entry("certificate", HOSTS + LISTENERS + UPSTREAMS + ROUTES + "tls: { certificates: [%s] }\n"),
            Map.entry("admin", HOSTS + LISTENERS + UPSTREAMS + ROUTES + "admin: %s\n"),
            Map.entry("logs", HOSTS + LISTENERS + UPSTREAMS + ROUTES + "logs: %s\n"),
            Map.entry("limits", HOSTS + LISTENERS + UPSTREAMS + ROUTES + "limits: %s\n"),
            Map.entry("discovery", HOSTS + LISTENERS + UPSTREAMS + ROUTES + "discovery: %s\n"),
            Map.entry("upstream", HOSTS + LISTENERS + "upstreams: { u: %s }\n" + ROUTES),
            Map.entry(
                    "upstream-tls", HOSTS + LISTENERS + "upstreams: { u: { address: 1.2.3.4:1, tls: %s } }\n" + ROUTES),
            Map.entry("health", HOSTS + LISTENERS + "upstreams: { u: { address: 1.2.3.4:1, health: %s } }\n" + ROUTES),
            Map.entry("app", HOSTS + LISTENERS + "apps: { n8n: %s }\n"),
            Map.entry("model", HOSTS + LISTENERS + UPSTREAMS + ROUTES + "models: { m: %s }\n"),
            Map.entry(
                    "auth",
                    HOSTS + LISTENERS + UPSTREAMS + "auth: { s: %s }\n"
                            + "routes: [{ name: u, path: /u/, upstream: u, auth: s }]\n"),
            Map.entry("route", HOSTS + LISTENERS + "routes: [%s]\n"),
            Map.entry(
                    "header-edits",
                    HOSTS + LISTENERS + UPSTREAMS
                            + "routes: [{ name: u, path: /u/, upstream: u, response-headers: %s }]\n"),
            Map.entry(
                    "cors",
                    HOSTS + LISTENERS + UPSTREAMS + "routes: [{ name: u, path: /u/, upstream: u, cors: %s }]\n"));

    private static ConfigResult read(String text) {
        return ConfigReader.read("g.yaml", text, MessageCase.FOLDER);
    }

    private static boolean isAccepted(String text) {
        return read(text) instanceof ConfigResult.Accepted;
    }

    static Set<String> sections() {
        return new TreeSet<>(SECTIONS.keySet());
    }

    @Test
    void everyClosedSectionIsCompared() {
        Map<?, ?> definitions = SCHEMA.definitions();
        assertThat(definitions.entrySet().stream()
                        .filter(e -> Boolean.FALSE.equals(((Map<?, ?>) e.getValue()).get("additionalProperties")))
                        .map(Map.Entry::getKey)
                        .map(Object::toString))
                .containsExactlyInAnyOrderElementsOf(sections());
        assertThat(definitions.values())
                .as("every section is closed")
                .allMatch(d -> !((Map<?, ?>) d).containsKey("properties")
                        || Boolean.FALSE.equals(((Map<?, ?>) d).get("additionalProperties")));
    }

    @ParameterizedTest
    @MethodSource("sections")
    void sameKeys(String section) {
        List<String> known = new ArrayList<>();
        for (ConfigProblem problem :
                read(String.format(SECTIONS.get(section), "{ zzzzzzzz: 1 }")).problems()) {
            Matcher matcher = Pattern.compile("unknown key \"zzzzzzzz\" \\(known here: (.*)\\)")
                    .matcher(problem.message());
            if (matcher.matches()) {
                known.addAll(Arrays.asList(matcher.group(1).split(", ")));
            }
        }
        assertThat(JsonSchema.properties(SCHEMA.definition(section)).keySet().stream()
                        .map(Object::toString))
                .containsExactlyInAnyOrderElementsOf(known);
    }

    @ParameterizedTest
    @MethodSource("sections")
    void sameRequiredKeys(String section) {
        Set<String> missing = read(String.format(SECTIONS.get(section), "{}")).problems().stream()
                .map(problem -> Pattern.compile("\"([a-z-]+)\" is missing.*").matcher(problem.message()))
                .filter(Matcher::matches)
                .map(matcher -> matcher.group(1))
                .collect(Collectors.toSet());
        if (section.equals("upstream")) {
            missing.remove("address"); // one of two, by oneOf
        }
        Object required = SCHEMA.definition(section).get("required");
        assertThat(required == null ? List.of() : (List<?>) required)
                .extracting(Object::toString)
                .containsExactlyInAnyOrderElementsOf(missing);
    }

    @Test
    void sameWords() {
        assertThat((List<?>) SCHEMA.definition("kind").get("enum"))
                .isEqualTo(
                        Arrays.stream(ModelKind.values()).map(ModelKind::wire).toList());
        Map<?, ?> place =
                JsonSchema.map(JsonSchema.properties(SCHEMA.definition("route")).get("model-from"));
        assertThat((List<?>) place.get("enum"))
                .isEqualTo(
                        Arrays.stream(ModelPlace.values()).map(ModelPlace::wire).toList());
        Map<?, ?> block =
                JsonSchema.map(JsonSchema.properties(SCHEMA.definition("route")).get("block"));
        List<?> lines = (List<?>) JsonSchema.map(block.get("items")).get("oneOf");
        assertThat((List<?>) JsonSchema.map(lines.get(0)).get("enum"))
                .isEqualTo(List.copyOf(BlockedPaths.SETS.keySet()));
        Map<?, ?> format =
                JsonSchema.map(JsonSchema.properties(SCHEMA.definition("logs")).get("access-format"));
        assertThat((List<?>) format.get("enum"))
                .isEqualTo(Arrays.stream(AccessFormat.values())
                        .map(AccessFormat::wire)
                        .toList());
        Map<?, ?> auth =
                JsonSchema.map(JsonSchema.properties(SCHEMA.definition("tls")).get("client-auth"));
        assertThat((List<?>) auth.get("enum"))
                .isEqualTo(
                        Arrays.stream(ClientAuth.values()).map(ClientAuth::wire).toList());
    }

    /** What a description calls the default is what happens without the key. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "logs",
                "limits",
                "discovery",
                "upstream",
                "upstream-tls",
                "health",
                "listener",
                "model",
                "route",
                "admin",
                "cors",
                "auth"
            })
    void sameDefaults(String section) {
        String required = switch (section) {
            case "upstream" -> "address: 1.2.3.4:1, ";
            case "listener" -> "name: a, address: 1.2.3.4:2, ";
            case "model" -> "upstream: u, ";
            case "auth" -> "upstream: u, path: /a, ";
            case "health" -> "path: /a, ";
            case "cors" -> "origins: [\"*\"], ";
            case "route" -> "name: a, path: /u/, upstream: u, ";
            default -> "";
        };
        String file = SECTIONS.get(section) + (section.equals("route") ? UPSTREAMS : "");
        int compared = 0;
        for (Map.Entry<?, ?> property :
                JsonSchema.properties(SCHEMA.definition(section)).entrySet()) {
            String description = (String) ((Map<?, ?>) property.getValue()).get("description");
            Matcher matcher = Pattern.compile(".*Default: ([^ ]+)\\.").matcher(description);
            if (matcher.matches() && !matcher.group(1).equals("any")) {
                String with = String.format(file, "{ " + required + property.getKey() + ": " + matcher.group(1) + " }");
                String without = String.format(file, "{ " + required + "}");
                assertThat(config(with)).as(with).isEqualTo(config(without));
                compared++;
            }
        }
        assertThat(compared).isEqualTo(section.equals("admin") ? 0 : expectedDefaults(section));
    }

    private static int expectedDefaults(String section) {
        return switch (section) {
            case "logs" -> 5;
            case "limits" -> 17;
            case "upstream" -> 9;
            case "health" -> 5;
            case "discovery" -> 2;
            case "listener", "cors" -> 3;
            case "route" -> 4;
            default -> 1;
        };
    }

    private static GatewayConfig config(String text) {
        ConfigResult result = read(text);
        assertThat(result).as(() -> result.problems().toString()).isInstanceOf(ConfigResult.Accepted.class);
        return ((ConfigResult.Accepted) result).config();
    }

    @ParameterizedTest
    @CsvSource({
        "drain-timeout, 250ms, true", "drain-timeout, 30s, true", "drain-timeout, 5m, true",
        "drain-timeout, 2h, true", "drain-timeout, 20d, true", "drain-timeout, 20D, false",
        "drain-timeout, 1us, false", "drain-timeout, 30, false", "drain-timeout, 1w, false",
        "drain-timeout, '', false", "drain-timeout, s, false", "drain-timeout, 30S, false",
        "max-body, 512B, true", "max-body, 64KiB, true", "max-body, 1MiB, true",
        "max-body, 2GiB, true", "max-body, 2kB, true", "max-body, 2MB, true",
        "max-body, 2GB, true", "max-body, 2KB, false", "max-body, 2Kib, false",
        "max-body, 2k, false", "max-body, 2TiB, false", "max-body, 2, false",
        "max-body, 1.5GiB, false", "max-body, unlimited, false", "max-body, 0x10B, false",
    })
    void sameUnits(String key, String value, boolean accepted) {
        String text = String.format(SECTIONS.get("limits"), "{ " + key + ": " + value + " }");
        assertThat(isAccepted(text)).isEqualTo(accepted);
        assertThat(SCHEMA.accepts(text)).isEqualTo(accepted);
    }

    @ParameterizedTest
    @MethodSource("good")
    void bothAcceptGoodFiles(String text) {
        assertThat(read(text).problems())
                .filteredOn(p -> p.severity() == ConfigProblem.Severity.ERROR)
                .isEmpty();
        assertThat(SCHEMA.accepts(text)).isTrue();
    }

    static List<String> good() {
        String base = HOSTS + LISTENERS + UPSTREAMS;
        return List.of(
                ConfFolder.text("gateway.yaml"),
                base + ROUTES,
                HOSTS + LISTENERS + "upstreams: { u: { address: a:1, protocol: h2, tls: true } }\n"
                        + "routes: [{ name: u, path: /q.S/, upstream: u, for: grpc },"
                        + " { name: v, path: /q.S/, upstream: u }]\n",
                base + ROUTES + "discovery: { interval: 1m, timeout: 2s }\n",
                base
                        + "routes: [{ name: a, path: /a, models: [rerank, embedding] }, { name: b, path: /b, models: any }]\n",
                base
                        + "routes: [{ name: a, path: /a, models: chat, api: ollama }, { name: b, path: /b, list-models: true, api: ollama }]\n",
                HOSTS + LISTENERS + ROUTES + "upstreams: { u: { address: a:1, api: ollama, discover: true } }\n",
                HOSTS + LISTENERS + ROUTES
                        + "upstreams: { u: { address: a:1, health: \"/h?a=b\" }, v: { address: a:2, health: false },"
                        + " w: { address: a:3, health: { path: /h, status: 401, failures: 1 } },"
                        + " x: { address: a:4, health: { path: /h, status: [200-204, 401], interval: 1m } } }\n"
                        + "apps: { n8n: { address: a:5, health: { path: /healthz/readiness, timeout: 5s } } }\n",
                base + ROUTES + "workers: 8\ntrusted-proxies: []\n",
                base + ROUTES + "tls: { certificates: [{ certificate: a, key: b }] }\n",
                base + ROUTES + "tls: { directory: a, client-ca: b, client-auth: optional, hsts: 365d }\n",
                base + "tls: { directory: a, client-ca: b }\n"
                        + "routes: [{ name: u, path: /u/, upstream: u, client-certificate: required }]\n",
                base + "routes: [{ name: u, path: /u/, upstream: u, allow: [10.0.0.7, \"fd00::/8\"],"
                        + " block: [/metrics, \"POST /props\", /api/blobs/, llamacpp-private, ollama-management] }]\n",
                base + "auth: { s: { upstream: u, path: \"/a/b?rd=https://c/\", request-headers: [Cookie],"
                        + " response-headers: [Remote-User], timeout: 1s }, t: { upstream: u, path: / } }\n"
                        + "routes: [{ name: u, path: /u/, upstream: u, auth: s }, { name: v, path: /v, models: any, auth: t }]\n",
                HOSTS + LISTENERS + "apps: { n8n: { address: a:1, path: /n8n/ },"
                        + " o: { app: ollama, address: a:2, path: /, host: o.lab, listener: a, block: [], allow: [10.0.0.0/8],"
                        + " first-byte-timeout: 1h }, vllm: { address: a:3 } }\n",
                base + "routes: [{ name: u, path: /u/v, strip-prefix: /u/, upstream: u }]\n",
                base + "routes: [{ name: u, path: /u/, upstream: u, security-headers: true,"
                        + " response-headers: { set: { X-A: \"b c\" }, remove: [Server] },"
                        + " request-headers: { set: { Host: app.lab }, remove: [Origin] } }]\n",
                HOSTS + "listeners: [{ name: a, address: 0.0.0.0:80 }, { name: b, address: 0.0.0.0:81 }]\n"
                        + "routes: [{ name: u, path: /, listeners: [b], redirect: \"https://u.lab:8443/x/?a=b\" },"
                        + " { name: v, path: /, redirect: { to: /u/, status: 308 } }]\n",
                base + "routes: [{ name: u, path: /u/, upstream: u, cors: { origins: [\"https://a.lab:8443\"],"
                        + " methods: [GET], headers: [X-A], credentials: true, max-age: 1d, expose: [X-B],"
                        + " strip-origin: true } }, { name: v, path: /v, models: any, cors: { origins: [\"*\"] } }]\n",
                HOSTS + "listeners: [{ name: a, address: 0.0.0.0:80, proxy-protocol: true }]\n" + UPSTREAMS + ROUTES
                        + "trusted-proxies: [10.0.0.7]\n",
                base + ROUTES + "trusted-proxies: [10.0.0.7, 10.0.0.0/8, \"fd00::/8\"]\n",
                base
                        + "routes: [{ name: u, path: [/a, /b/], hosts: [\"*\", \"*.lab\", \"::1\", \"[::2]\"], upstream: u }]\n",
                base
                        + "routes: [{ name: u, path: /%2F, methods: [GET, M-SEARCH], upstream: u, max-body: unlimited }]\n",
                HOSTS + LISTENERS + ROUTES + "upstreams: { u: { addresses: [\"[::1]:1\", a_b.c-d:2], tls: true } }\n",
                HOSTS + LISTENERS + ROUTES
                        + "upstreams: { u: { address: a:1, tls: { trust: [a, b], verify: false, server-name: x } } }\n",
                base + "models: { \"a:b/c\": { upstream: u, rename-answers: true } }\n"
                        + "routes: [{ name: m, path: /, models: completion, default-model: \"a:b/c\" }]\n",
                HOSTS + "listeners: [{ name: a, address: \"[::]:0\", redirect-to-https: 443 }]\n" + UPSTREAMS + ROUTES);
    }

    @ParameterizedTest
    @MethodSource("io.phoenix.gateway.server.config.MessageCase#all")
    void theSchemaRefusesWhatItCan(MessageCase given) {
        if (!given.kind().equals("syntax")) {
            assertThat(SCHEMA.accepts(given.text())).isEqualTo(given.kind().equals("meaning"));
        }
    }
}
