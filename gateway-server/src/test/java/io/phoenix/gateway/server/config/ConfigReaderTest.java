package io.phoenix.gateway.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.phoenix.gateway.core.upstream.UpstreamProtocol;
import io.phoenix.gateway.routing.model.EndpointKinds;
import io.phoenix.gateway.routing.model.ModelKind;
import io.phoenix.gateway.routing.model.ModelPlace;
import io.phoenix.gateway.routing.upstream.ModelApi;
import io.phoenix.gateway.server.config.RouteAction.ByModel;
import io.phoenix.gateway.server.config.RouteAction.ListModels;
import io.phoenix.gateway.server.config.RouteAction.ToUpstream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigReaderTest {
    private static final String SMALLEST = """
            hosts: [ai.lab]
            listeners: [{ name: http, address: 0.0.0.0:80 }]
            routes: [{ name: models, path: /v1/models, list-models: true }]
            """;

    private static GatewayConfig accept(String text) {
        return accept(ConfigReader.read("g.yaml", text, Path.of("/etc/gw")));
    }

    private static GatewayConfig accept(ConfigResult result) {
        assertThat(result.problems()).isEmpty();
        assertThat(result).isInstanceOf(ConfigResult.Accepted.class);
        return ((ConfigResult.Accepted) result).config();
    }

    private static UpstreamConfig upstream(GatewayConfig config, String name) {
        return Objects.requireNonNull(config.upstreams().get(name));
    }

    @Test
    void operatorsFile() {
        GatewayConfig config = accept(ConfigReader.read(ConfFolder.file("gateway.yaml")));

        assertThat(config.upstreams().values())
                .extracting(upstream -> upstream.name() + " " + upstream.addresses())
                .containsExactly(
                        "vllm-chat [10.0.0.150:8000]",
                        "vllm-embedding [10.0.0.151:8000]",
                        "qdrant [10.0.0.152:6333]",
                        "qdrant-grpc [10.0.0.152:6334]",
                        "n8n [10.0.0.154:5678]",
                        "ollama [10.0.0.155:11434]",
                        "webui [10.0.0.156:8080]",
                        "llamacpp [10.0.0.157:8081]",
                        "portainer [10.0.0.99:9443]");
        assertThat(upstream(config, "portainer").tls())
                .isEqualTo(new UpstreamTlsConfig(
                        List.of(Path.of("/ssl/portainer.phoenix.local.crt")), "portainer.phoenix.local", true));
        assertThat(config.models().values())
                .containsExactly(
                        new ModelConfig(
                                "granite-3.3-8b-instruct",
                                "vllm-chat",
                                ModelKind.CHAT,
                                "granite-3.3-8b-instruct",
                                List.of("granite", "ibm-granite/granite-3.3-8b-instruct"),
                                false),
                        new ModelConfig(
                                "embedding",
                                "vllm-embedding",
                                ModelKind.EMBEDDING,
                                "ibm-granite/granite-embedding-english-r2",
                                List.of("ibm-granite/granite-embedding-english-r2", "text-embedding-ada-002"),
                                false));
        assertThat(config.routes())
                .extracting(route -> route.paths() + " " + route.action())
                .containsExactly(
                        "[/v1/chat/completions, /v1/responses, /v1/messages, /v1/messages/count_tokens]"
                                + " ByModel[kinds=chat, defaultModel=null, from=BODY]",
                        "[/v1/completions] ByModel[kinds=completion, defaultModel=null, from=BODY]",
                        "[/v1/embeddings] ByModel[kinds=embedding, defaultModel=null, from=BODY]",
                        "[/v1/rerank, /rerank, /v1/score, /score] ByModel[kinds=[embedding, rerank], defaultModel=null, from=BODY]",
                        "[/pooling, /classify] ByModel[kinds=[embedding, rerank], defaultModel=null, from=BODY]",
                        "[/tokenize, /detokenize] ByModel[kinds=any, defaultModel=null, from=BODY]",
                        "[/v1/images/generations, /v1/images/edits] ByModel[kinds=image, defaultModel=null, from=BODY]",
                        "[/v1/audio/speech, /v1/audio/transcriptions, /v1/audio/translations]"
                                + " ByModel[kinds=audio, defaultModel=null, from=BODY]",
                        "[/v1/models, /v1/models/] ListModels[]",
                        "[/api/chat] ByModel[kinds=chat, defaultModel=null, from=BODY]",
                        "[/api/generate] ByModel[kinds=completion, defaultModel=null, from=BODY]",
                        "[/api/embed, /api/embeddings] ByModel[kinds=embedding, defaultModel=null, from=BODY]",
                        "[/api/show] ByModel[kinds=any, defaultModel=null, from=BODY]",
                        "[/api/tags] ListModels[]",
                        "[/api/version] ToUpstream[upstream=ollama]",
                        "[/qdrant/] ToUpstream[upstream=qdrant]",
                        "[/qdrant/dashboard] Redirect[to=/qdrant/dashboard/, status=307]",
                        "[/dashboard/] ToUpstream[upstream=qdrant]",
                        "[/qdrant.Qdrant/, /qdrant.Collections/, /qdrant.Points/, /qdrant.Snapshots/,"
                                + " /grpc.health.v1.Health/] ToUpstream[upstream=qdrant-grpc]",
                        "[/n8n/] ToUpstream[upstream=n8n]",
                        "[/ollama/] ToUpstream[upstream=ollama]",
                        "[/webui/] Redirect[to=/, status=302]",
                        "[/webui/] ToUpstream[upstream=webui]",
                        "[/] ToUpstream[upstream=webui]",
                        "[/v1/] Refuse[]",
                        "[/ollama/, /openai/, /api/version, /api/embeddings, /api/tags, /api/chat, /api/generate,"
                                + " /api/embed, /api/show] ToUpstream[upstream=webui]",
                        "[/llamacpp/] ToUpstream[upstream=llamacpp]",
                        "[/] ToUpstream[upstream=portainer]");
        assertThat(config.listeners())
                .containsExactly(
                        new ListenerConfig("http", new HostPort("0.0.0.0", 80), false, null, false, true),
                        new ListenerConfig("https", new HostPort("0.0.0.0", 443), true, null, false, true));
        assertThat(config.tls()).isEqualTo(new TlsConfig(Path.of("/ssl"), "portainer.phoenix.local", List.of()));
        assertThat(config.logs().directory()).isEqualTo(Path.of("/logs/nginx"));
    }

    @Test
    void smallestFileGetsAllDefaults() {
        GatewayConfig config = accept(SMALLEST);

        assertThat(config)
                .isEqualTo(new GatewayConfig(
                        List.of("ai.lab"),
                        List.of(new ListenerConfig("http", new HostPort("0.0.0.0", 80), false, null, false, false)),
                        null,
                        List.of(),
                        AdminConfig.DEFAULTS,
                        LogConfig.DEFAULTS,
                        LimitsConfig.DEFAULTS,
                        DiscoveryConfig.DEFAULTS,
                        Runtime.getRuntime().availableProcessors(),
                        Map.of(),
                        List.of(),
                        Map.of(),
                        Map.of(),
                        List.of(new RouteConfig(
                                "models",
                                List.of("/v1/models"),
                                List.of("ai.lab"),
                                List.of(),
                                new ListModels(),
                                false,
                                ModelApi.OPENAI,
                                LimitsConfig.DEFAULTS.maxBody(),
                                false,
                                false))));
    }

    @Test
    void authenticationServices() {
        GatewayConfig config = accept("""
                hosts: [ai.lab]
                listeners: [{ name: http, address: 0.0.0.0:80 }]
                upstreams: { sso: { address: "10.0.0.9:9091" } }
                auth:
                  least: { upstream: sso, path: / }
                  most:
                    upstream: sso
                    path: /api/verify?rd=https://auth.lab/%20
                    request-headers: [Cookie, AUTHORIZATION]
                    response-headers: [Remote-User, Remote_Groups]
                    timeout: 250ms
                routes:
                  - { name: a, path: /a/, upstream: sso, auth: least }
                  - { name: b, path: /b, list-models: true, auth: most }
                  - { name: c, path: /c, list-models: true }
                """);

        assertThat(config.auth().values())
                .containsExactly(
                        new AuthConfig("least", "sso", "/", List.of(), List.of(), Duration.ofSeconds(5)),
                        new AuthConfig(
                                "most",
                                "sso",
                                "/api/verify?rd=https://auth.lab/%20",
                                List.of("cookie", "authorization"),
                                List.of("remote-user", "remote_groups"),
                                Duration.ofMillis(250)));
        assertThat(config.routes()).extracting(route -> route.filters().auth()).containsExactly("least", "most", null);
    }

    @Test
    void theOperatorsFileShowsHowToUseAuthenticationServices() {
        String shown = ConfFolder.text("gateway.yaml")
                .lines()
                .dropWhile(line -> !line.equals("# auth:"))
                .takeWhile(line -> line.startsWith("# "))
                .map(line -> line.substring(2) + "\n")
                .collect(Collectors.joining());

        GatewayConfig config = accept("""
                hosts: [ai.lab]
                listeners: [{ name: http, address: 0.0.0.0:80 }]
                upstreams: { authelia: { address: "10.0.0.160:9091" }, authentik: { address: "10.0.0.161:9000" } }
                routes:
                  - { name: a, path: /a/, upstream: authelia, auth: authelia }
                  - { name: b, path: /b/, upstream: authelia, auth: authentik }
                  - { name: c, path: /outpost.goauthentik.io/, strip-prefix: false, upstream: authentik }
                """ + shown);

        assertThat(config.auth().keySet()).containsExactly("authelia", "authentik");
        assertThat(config.auth().values())
                .allSatisfy(service -> assertThat(service.responseHeaders()).hasSizeGreaterThan(3));
    }

    @Test
    void everyKey() {
        GatewayConfig config = accept("""
                hosts: ["*", "*.Lab", AI.lab., "[::0001]", 10.0.0.1]
                listeners:
                  - { name: a, address: "[::1]:80", redirect-to-https: 443 }
                  - { name: b, address: "localhost:443", tls: true, proxy-protocol: true, reuse-port: true }
                tls:
                  directory: certs
                  default: ai.lab
                  certificates: [{ certificate: a.crt, key: /keys/a.key }]
                  reload-interval: 1m
                  client-ca: clients.pem
                  client-auth: required
                  hsts: 365d
                trusted-proxies: [127.0.0.1, 10.0.0.0/24, "fd00::/8", 0.0.0.0/0]
                admin: { address: 127.0.0.1:0 }
                logs: { directory: out, access-format: json, rotate-size: 1kB, keep: 2d, total-size: 3GB }
                limits:
                  header-timeout: 250ms
                  keep-alive-timeout: 2m
                  drain-timeout: 1h
                  max-body: 5MB
                  held-body-memory: 0B
                  held-bodies-memory: 6MiB
                  replay-window: 7KiB
                  spill-directory: /spill
                  max-request-line: 1KiB
                  max-header-size: 2KiB
                  max-header-count: 3
                  min-request-rate: 1kB
                  min-answer-rate: 2kB
                  rate-window: 9s
                  tls-handshake-timeout: 3s
                  max-handshakes: 4
                  max-connections: 5
                  max-connections-per-address: 6
                  max-requests-per-connection: 7
                  max-concurrent-streams: 8
                discovery: { interval: 1m, timeout: 900ms }
                workers: 3
                upstreams:
                  one:
                    address: Backend.lab:8000
                    connect-timeout: 1s
                    first-byte-timeout: 2s
                    idle-timeout: 3s
                    keep-alive: 4s
                    max-connections: 5
                    api: ollama
                    discover: true
                    health: { path: "/up?all=1", interval: 1s, timeout: 2s, status: [200-204, 401], failures: 4, successes: 5 }
                    tls: { trust: [ca.crt, /b.crt], server-name: One.lab }
                  two: { addresses: ["[fd00::0:1]:1", 10.0.0.2:2], tls: true }
                  three: { address: 10.0.0.3:3, tls: false, health: /healthz }
                models:
                  m: { upstream: one, kind: chat, served-as: served/m, aliases: [n, "llama3:8b"], rename-answers: true }
                routes:
                  - { name: chat, path: /c, methods: [POST, GET], models: completion, default-model: n, max-body: unlimited }
                  - { name: app, path: [/a/, /b%2Fc], hosts: [app.lab], upstream: two, max-body: 1GiB, client-certificate: required }
                  - { name: raw, path: /r/, upstream: three, strip-prefix: false }
                  - { name: score, path: /score, models: [rerank, embedding] }
                  - { name: show, path: /api/show, models: any, api: ollama, explain: true }
                """);

        assertThat(config.hosts()).containsExactly("*", "*.lab", "ai.lab", "::1", "10.0.0.1");
        assertThat(config.listeners())
                .containsExactly(
                        new ListenerConfig("a", new HostPort("::1", 80), false, 443, false, false),
                        new ListenerConfig("b", new HostPort("localhost", 443), true, null, true, true));
        assertThat(config.listeners().get(0).address()).hasToString("[::1]:80");
        assertThat(config.tls())
                .isEqualTo(new TlsConfig(
                        Path.of("/etc/gw/certs"),
                        "ai.lab",
                        List.of(new CertificateConfig(Path.of("/etc/gw/certs/a.crt"), Path.of("/keys/a.key"))),
                        Duration.ofMinutes(1),
                        Path.of("/etc/gw/certs/clients.pem"),
                        ClientAuth.REQUIRED,
                        Duration.ofDays(365)));
        assertThat(config.trustedProxies())
                .extracting(Network::toString)
                .containsExactly("127.0.0.1/32", "10.0.0.0/24", "fd00:0:0:0:0:0:0:0/8", "0.0.0.0/0");
        assertThat(config.admin().address().port()).isZero();
        assertThat(config.logs())
                .isEqualTo(new LogConfig(Path.of("out"), AccessFormat.JSON, 1000, Duration.ofDays(2), 3_000_000_000L));
        assertThat(config.limits())
                .isEqualTo(new LimitsConfig(
                        Duration.ofMillis(250),
                        Duration.ofMinutes(2),
                        Duration.ofHours(1),
                        5_000_000,
                        0,
                        6 << 20,
                        7 << 10,
                        Path.of("/spill"),
                        1 << 10,
                        2 << 10,
                        3,
                        new LeastRates(1000, 2000, Duration.ofSeconds(9)),
                        new ConnectionLimits(Duration.ofSeconds(3), 4, 5, 6, 7, 8)));
        assertThat(config.workers()).isEqualTo(3);
        assertThat(config.upstreams().values())
                .containsExactly(
                        new UpstreamConfig(
                                "one",
                                List.of(new HostPort("backend.lab", 8000)),
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(2),
                                Duration.ofSeconds(3),
                                Duration.ofSeconds(4),
                                5,
                                new UpstreamTlsConfig(
                                        List.of(Path.of("/etc/gw/ca.crt"), Path.of("/b.crt")), "one.lab", true),
                                ModelApi.OLLAMA,
                                true,
                                UpstreamProtocol.HTTP_1_1,
                                new HealthConfig(
                                        "/up?all=1",
                                        Duration.ofSeconds(1),
                                        Duration.ofSeconds(2),
                                        List.of(new StatusRange(200, 204), new StatusRange(401, 401)),
                                        4,
                                        5)),
                        defaults(
                                "two",
                                UpstreamTlsConfig.DEFAULTS,
                                null,
                                new HostPort("fd00::1", 1),
                                new HostPort("10.0.0.2", 2)),
                        defaults("three", null, HealthConfig.of("/healthz"), new HostPort("10.0.0.3", 3)));
        assertThat(config.models().values())
                .containsExactly(
                        new ModelConfig("m", "one", ModelKind.CHAT, "served/m", List.of("n", "llama3:8b"), true));
        assertThat(config.routes())
                .containsExactly(
                        new RouteConfig(
                                "chat",
                                List.of("/c"),
                                config.hosts(),
                                List.of("POST", "GET"),
                                new ByModel(EndpointKinds.of(ModelKind.COMPLETION), "m", ModelPlace.BODY),
                                false,
                                ModelApi.OPENAI,
                                RouteConfig.UNLIMITED,
                                false,
                                false),
                        new RouteConfig(
                                "app",
                                List.of("/a/", "/b%2Fc"),
                                List.of("app.lab"),
                                List.of(),
                                new ToUpstream("two"),
                                true,
                                ModelApi.OPENAI,
                                1 << 30,
                                false,
                                true),
                        new RouteConfig(
                                "raw",
                                List.of("/r/"),
                                config.hosts(),
                                List.of(),
                                new ToUpstream("three"),
                                false,
                                ModelApi.OPENAI,
                                RouteConfig.UNLIMITED,
                                false,
                                false),
                        new RouteConfig(
                                "score",
                                List.of("/score"),
                                config.hosts(),
                                List.of(),
                                new ByModel(
                                        EndpointKinds.of(List.of(ModelKind.EMBEDDING, ModelKind.RERANK)),
                                        null,
                                        ModelPlace.BODY),
                                false,
                                ModelApi.OPENAI,
                                5_000_000,
                                false,
                                false),
                        new RouteConfig(
                                "show",
                                List.of("/api/show"),
                                config.hosts(),
                                List.of(),
                                new ByModel(EndpointKinds.ANY, null, ModelPlace.BODY),
                                false,
                                ModelApi.OLLAMA,
                                5_000_000,
                                true,
                                false));
        assertThat(config.discovery()).isEqualTo(new DiscoveryConfig(Duration.ofMinutes(1), Duration.ofMillis(900)));
    }

    private static UpstreamConfig defaults(
            String name, @Nullable UpstreamTlsConfig tls, @Nullable HealthConfig health, HostPort... addresses) {
        return new UpstreamConfig(
                name,
                List.of(addresses),
                UpstreamConfig.DEFAULT_CONNECT_TIMEOUT,
                UpstreamConfig.DEFAULT_FIRST_BYTE_TIMEOUT,
                UpstreamConfig.DEFAULT_IDLE_TIMEOUT,
                UpstreamConfig.DEFAULT_KEEP_ALIVE,
                UpstreamConfig.DEFAULT_MAX_CONNECTIONS,
                tls,
                ModelApi.OPENAI,
                false,
                UpstreamProtocol.HTTP_1_1,
                health);
    }

    /** An upstream that is asked for its models is used by that, and its models may be of any kind. */
    @Test
    void discoveryMakesUpForModelsThatAreNotListed() {
        accept("""
                hosts: [ai.lab]
                listeners: [{ name: http, address: 0.0.0.0:80 }]
                upstreams: { u: { address: 1.2.3.4:1, discover: true } }
                routes: [{ name: b, path: /b, models: rerank }]
                """);
    }

    @Test
    void jsonIsYaml() {
        String json = """
                {
                \t"hosts": ["ai.lab"],
                \t"listeners": [{"name": "http", "address": "0.0.0.0:80"}],
                \t"routes": [{"name": "models", "path": "/v1/models", "list-models": true}]
                }
                """;
        assertThat(accept(json)).isEqualTo(accept(SMALLEST));
    }

    @Test
    void anchorsAndMergeKeys() {
        GatewayConfig config = accept(SMALLEST.replaceAll("(?m)^routes.*\n", "") + """
                upstreams:
                  a: &slow { address: 10.0.0.2:1, idle-timeout: 9m }
                  b: { <<: *slow, address: 10.0.0.3:1 }
                routes:
                  - { name: a, path: /a/, upstream: a, methods: &read [GET, HEAD] }
                  - { name: b, path: /b/, upstream: b, methods: *read }
                """);
        assertThat(upstream(config, "b").idleTimeout()).isEqualTo(Duration.ofMinutes(9));
        assertThat(upstream(config, "b").addresses()).containsExactly(new HostPort("10.0.0.3", 1));
        assertThat(config.routes().get(1).methods()).containsExactly("GET", "HEAD");
    }

    @Test
    void byteOrderMarkAndWindowsLineEnds() {
        assertThat(accept("\ufeff" + SMALLEST.replace("\n", "\r\n"))).isEqualTo(accept(SMALLEST));
    }

    @Test
    void filesThatCannotBeRead(@TempDir Path folder) throws IOException {
        Path latin =
                Files.write(folder.resolve("latin.yaml"), "hosts: [a]\n# für".getBytes(StandardCharsets.ISO_8859_1));
        Path cut = Files.write(folder.resolve("cut.yaml"), new byte[] {'a', (byte) 0xc3});
        Path large = Files.writeString(folder.resolve("large.yaml"), "#".repeat(YamlText.LONGEST + 1));
        Path deep = Files.writeString(folder.resolve("deep.yaml"), "hosts: " + "[".repeat(100_000));

        assertProblem(folder.resolve("absent.yaml"), ": there is no such file");
        assertProblem(folder, ": cannot be read: it is a directory");
        assertProblem(latin, ":2:4: is not UTF-8 from here on; save the file as UTF-8");
        assertProblem(cut, ":1:2: is not UTF-8 from here on; save the file as UTF-8");
        assertProblem(large, ": is longer than 3 MiB, which no configuration is");
        assertProblem(deep, ":1:57: lists and sections are nested more than 50 deep");
    }

    private static void assertProblem(Path file, String message) {
        ConfigResult result = ConfigReader.read(file);
        assertThat(result).isInstanceOf(ConfigResult.Rejected.class);
        assertThat(result.problems()).extracting(ConfigProblem::toString).containsExactly(file + message);
    }

    @Test
    void relativePathsStartAtTheFilesFolder(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("g.yaml"), SMALLEST + "tls: { directory: ../ssl }\n");
        TlsConfig tls = accept(ConfigReader.read(file)).tls();
        assertThat(tls).isNotNull().extracting(TlsConfig::directory).isEqualTo(folder.resolveSibling("ssl"));
    }

    @Test
    void aModelMayStandInOtherPlaces() {
        GatewayConfig config = accept("""
                hosts: [ai.lab]
                listeners: [{ name: http, address: 0.0.0.0:80 }]
                upstreams: { u: { address: 1.2.3.4:1 } }
                models: { m: { upstream: u } }
                routes:
                  - { name: b, path: /b, models: chat, model-from: body }
                  - { name: f, path: /f, models: chat, model-from: form, default-model: m }
                  - { name: q, path: /q/, models: chat, model-from: query }
                  - { name: p, path: /p/, models: chat, model-from: path }
                  - { name: k, path: /k/, models: chat, model-from: path, strip-prefix: false }
                """);
        assertThat(config.routes())
                .extracting(route -> route.action() + " " + route.stripPrefix())
                .containsExactly(
                        "ByModel[kinds=chat, defaultModel=null, from=BODY] false",
                        "ByModel[kinds=chat, defaultModel=m, from=FORM] false",
                        "ByModel[kinds=chat, defaultModel=null, from=QUERY] false",
                        "ByModel[kinds=chat, defaultModel=null, from=PATH] true",
                        "ByModel[kinds=chat, defaultModel=null, from=PATH] false");
    }
}
