package io.phoenix.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.models.Model;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What upstreams say they serve, as clients of the gateway see it, whatever state those are in. */
@Timeout(60)
final class DiscoveryIT {

    private static final String ROUTES = """
            routes:
              - { name: chat, path: /v1/chat/completions, models: chat }
              - { name: embeddings, path: /v1/embeddings, models: embedding }
              - { name: models, path: [/v1/models, /v1/models/], list-models: true }
              - { name: tags, path: /api/tags, list-models: true, api: ollama }
            """;

    private static final String TAGS = """
            {"models":[
             {"name":"llama3.2:latest","model":"llama3.2:latest","modified_at":"2026-01-02T03:04:05Z","size":2019393189,
              "digest":"a80c4f17acd5","details":{"family":"llama","quantization_level":"Q4_K_M"}},
             {"name":"nomic-embed-text:latest","model":"nomic-embed-text:latest","size":274302450,"digest":"0a109f422b47"}
            ]}""";

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

    private ModelServer server(String name) throws Exception {
        return opened(new ModelServer(name));
    }

    private <T extends AutoCloseable> T opened(T one) {
        open.add(one);
        return one;
    }

    private void start(String upstreamsAndModels) throws Exception {
        gateway = TestGateway.start(
                directory,
                TestGateway.LISTENERS + "discovery: { interval: 20ms, timeout: 5s }\n" + upstreamsAndModels + ROUTES);
    }

    private HttpResponse<String> get(String path) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(gateway.url(path))).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> ask(String path, String model) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(gateway.url(path)))
                        .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"" + model + "\"}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** The list as {@code name -> owner kind}, with an exclamation mark where it cannot be had now. */
    private Map<String, String> models() throws Exception {
        HttpResponse<String> answer = get("/v1/models");
        assertThat(answer.statusCode()).isEqualTo(200);
        Map<String, String> models = new TreeMap<>();
        for (JsonNode model : new ObjectMapper().readTree(answer.body()).get("data")) {
            models.put(
                    model.get("id").asText(),
                    model.get("owned_by").asText() + " " + model.path("kind").asText("?")
                            + (model.path("available").asBoolean(true) ? "" : " !"));
        }
        return models;
    }

    private void awaitModels(Map<String, String> expected) {
        await().untilAsserted(() -> assertThat(models()).isEqualTo(expected));
    }

    private ModelServer ollama() throws Exception {
        return server("ollama")
                .says("GET /api/tags", TAGS)
                .says("POST /api/show", "{\"license\":\"\",\"capabilities\":[\"completion\",\"tools\"]}");
    }

    @Test
    void everyUpstreamsModelsAreListedAndRouted() throws Exception {
        TestAuthority authority = new TestAuthority();
        ModelServer vllm = server("vllm").serves("granite-3.3-8b-instruct", "a-lora");
        ModelServer ollama = ollama();
        ModelServer llama = server("llama")
                .says(
                        "GET /v1/models",
                        "{\"models\":[{\"name\":\"q.gguf\",\"capabilities\":[\"completion\"]}],\"object\":\"list\","
                                + "\"data\":[{\"id\":\"q.gguf\",\"object\":\"model\",\"meta\":{\"n_params\":1e10}}]}");
        ModelServer secure = opened(new ModelServer("secure", authority.server("inside.lab")))
                .serves("secret");
        start("""
                upstreams:
                  vllm: { address: "%s", discover: true }
                  ollama: { address: "%s", discover: true, api: ollama }
                  llama: { address: "%s", discover: true }
                  secure: { address: "%s", discover: true, tls: { trust: "%s", server-name: inside.lab } }
                """.formatted(
                vllm.address(), ollama.address(), llama.address(), secure.address(), authority.writeRoot(directory)));
        awaitModels(Map.of(
                "granite-3.3-8b-instruct", "vllm ?",
                "a-lora", "vllm ?",
                "llama3.2:latest", "ollama chat",
                "nomic-embed-text:latest", "ollama chat",
                "q.gguf", "llama ?",
                "secret", "secure ?"));
        assertThat(ask("/v1/chat/completions", "a-lora").body()).contains("\"backend\":\"vllm\"");
        assertThat(ask("/v1/chat/completions", "secret").body()).contains("\"backend\":\"secure\"");
        assertThat(ask("/v1/chat/completions", "llama3.2").body()).contains("\"backend\":\"ollama\"");
        assertThat(ollama.asked()).contains("POST /v1/chat/completions {\"model\":\"llama3.2:latest\"}");
        // Nobody said what it can do, so its server decides.
        assertThat(ask("/v1/embeddings", "q.gguf").body()).contains("\"backend\":\"llama\"");
        assertThat(ask("/v1/embeddings", "llama3.2").statusCode()).isEqualTo(400);
        assertThat(ask("/v1/chat/completions", "q.ggu").body())
                .contains("model_not_found", "the nearest first: q.gguf");

        try (OpenAIClientCloser sdk = new OpenAIClientCloser(gateway.url("/v1"))) {
            assertThat(sdk.client().models().list().data())
                    .extracting(Model::id)
                    .contains("granite-3.3-8b-instruct", "llama3.2:latest", "secret");
            assertThat(sdk.client().models().retrieve("q.gguf").ownedBy()).isEqualTo("llama");
        }
    }

    private record OpenAIClientCloser(OpenAIClient client) implements AutoCloseable {

        OpenAIClientCloser(String url) {
            this(OpenAIOkHttpClient.builder()
                    .baseUrl(url)
                    .apiKey("any")
                    .maxRetries(0)
                    .build());
        }

        @Override
        public void close() {
            client.close();
        }
    }

    @Test
    void ollamaIsAskedOncePerDigestWhatAModelCanDo() throws Exception {
        ModelServer ollama = ollama();
        start("upstreams: { ollama: { address: \"%s\", discover: true, api: ollama } }\n".formatted(ollama.address()));
        await().until(() -> ollama.count("GET /api/tags") > 5);
        assertThat(ollama.count("POST /api/show")).isEqualTo(2);
        assertThat(ollama.asked()).contains("POST /api/show {\"model\":\"llama3.2:latest\"}");
        ollama.says("POST /api/show", "{\"capabilities\":[\"embedding\"]}")
                .says("GET /api/tags", TAGS.replace("0a109f422b47", "ffff"));
        awaitModels(Map.of("llama3.2:latest", "ollama chat", "nomic-embed-text:latest", "ollama embedding"));
        assertThat(ollama.count("POST /api/show")).isEqualTo(3);
    }

    @Test
    void theListIsThereWhateverIsDead() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        int closed = FreePort.find();
        RawUpstream hanging = opened(RawUpstream.start((connection, number) -> {
            connection.readHead();
            never.await();
        }));
        ModelServer garbage = server("garbage").says("GET /v1/models", "<html>no</html>");
        ModelServer other = server("other").says("GET /v1/models", "{\"error\":\"Unauthorized\"}");
        ModelServer cut = server("cut").says("GET /v1/models", "{\"data\":[{\"id\":\"half\"}");
        ModelServer endless =
                server("endless").says("GET /v1/models", "{\"data\":[{\"id\":\"" + "x".repeat((4 << 20) + 1) + "\"}]}");
        ModelServer alive = server("alive").serves("here");
        start("""
                upstreams:
                  closed: { address: "127.0.0.1:%d", discover: true }
                  hanging: { address: "%s", discover: true }
                  garbage: { address: "%s", discover: true }
                  other: { address: "%s", discover: true }
                  cut: { address: "%s", discover: true }
                  endless: { address: "%s", discover: true }
                  alive: { address: "%s", discover: true }
                models:
                  mine: { upstream: hanging }
                  ours: { upstream: closed, kind: embedding }
                """.formatted(
                        closed,
                        hanging.address(),
                        garbage.address(),
                        other.address(),
                        cut.address(),
                        endless.address(),
                        alive.address()));
        // It serves before anybody answered, and before anybody failed.
        assertThat(models()).containsKeys("mine", "ours");
        awaitModels(Map.of("mine", "hanging chat !", "ours", "closed embedding !", "here", "alive ?"));
        assertThat(ask("/v1/chat/completions", "here").body()).contains("\"backend\":\"alive\"");
        await().untilAsserted(() -> assertThat(new Gauge(gateway, "gateway_discovery_success").value())
                .isEqualTo(1));
        assertThat(gateway.stopAndReadLog("error.log"))
                .filteredOn(line -> line.contains("does not tell its models"))
                .hasSize(6)
                .anyMatch(line -> line.contains("upstream closed "))
                .anyMatch(line -> line.contains("upstream hanging "))
                .anyMatch(line -> line.contains("upstream garbage ") && line.contains("is not JSON"))
                .anyMatch(line -> line.contains("upstream other ") && line.contains("has no list \"data\""))
                .anyMatch(line -> line.contains("upstream cut ") && line.contains("is not JSON"))
                .anyMatch(line -> line.contains("upstream endless ") && line.contains("longer than"));
    }

    @Test
    void theLastGoodListIsKeptAndMarkedUntilItReturns() throws Exception {
        ModelServer vllm = server("vllm").serves("granite-3.3-8b-instruct", "extra");
        start("""
                upstreams: { vllm: { address: "%s", discover: true } }
                models:
                  granite: { upstream: vllm, served-as: granite-3.3-8b-instruct, aliases: [gpt-4] }
                """.formatted(vllm.address()));
        Map<String, String> all = Map.of(
                "granite", "vllm chat",
                "gpt-4", "vllm chat",
                "granite-3.3-8b-instruct", "vllm chat",
                "extra", "vllm ?");
        awaitModels(all);
        vllm.dies();
        awaitModels(Map.of(
                "granite", "vllm chat !",
                "gpt-4", "vllm chat !",
                "granite-3.3-8b-instruct", "vllm chat !",
                "extra", "vllm ? !"));
        HttpResponse<String> one = get("/v1/models/extra");
        assertThat(one.statusCode()).isEqualTo(200);
        assertThat(one.body()).contains("\"available\":false");
        assertThat(ask("/v1/chat/completions", "extra").statusCode())
                .as("still routed, and the truth is told")
                .isEqualTo(502);
        vllm.livesAgain();
        awaitModels(all);
        assertThat(ask("/v1/chat/completions", "extra").statusCode()).isEqualTo(200);
        vllm.serves("granite-3.3-8b-instruct");
        awaitModels(Map.of("granite", "vllm chat", "gpt-4", "vllm chat", "granite-3.3-8b-instruct", "vllm chat"));
        assertThat(ask("/v1/chat/completions", "extra").statusCode()).isEqualTo(404);
        assertThat(gateway.stopAndReadLog("error.log"))
                .filteredOn(line -> line.contains("does not tell its models"))
                .hasSize(1);
    }

    @Test
    void theConfigurationWinsAndTheFirstOfTwo() throws Exception {
        ModelServer first = server("first").serves("both", "mine", "alias");
        ModelServer second = server("second").serves("both", "served", "mine");
        start("""
                upstreams:
                  first: { address: "%s", discover: true }
                  second: { address: "%s", discover: true }
                models:
                  mine: { upstream: second, served-as: served, kind: embedding, aliases: [alias] }
                """.formatted(first.address(), second.address()));
        awaitModels(Map.of(
                "mine", "second embedding",
                "alias", "second embedding",
                "served", "second embedding",
                "both", "first ?"));
        assertThat(ask("/v1/embeddings", "alias").body()).contains("\"backend\":\"second\"");
        assertThat(second.asked()).contains("POST /v1/embeddings {\"model\":\"served\"}");
        await().until(() -> first.count("GET") > 3);
        assertThat(gateway.stopAndReadLog("error.log"))
                .filteredOn(line -> line.contains("both list \"both\""))
                .hasSize(1);
    }

    @Test
    void aServedNameThatTheUpstreamDoesNotKnowIsLoggedOnce() throws Exception {
        ModelServer vllm = server("vllm").serves("ibm-granite/granite-3.3-8b-instruct");
        start("""
                upstreams: { vllm: { address: "%s", discover: true } }
                models: { granite: { upstream: vllm } }
                """.formatted(vllm.address()));
        awaitModels(Map.of("granite", "vllm chat !", "ibm-granite/granite-3.3-8b-instruct", "vllm ?"));
        long rounds = vllm.count("GET");
        await().until(() -> vllm.count("GET") > rounds + 3);
        assertThat(gateway.stopAndReadLog("error.log"))
                .filteredOn(line -> line.contains("the model \"granite\" is served as \"granite\", but the upstream"
                        + " \"vllm\" lists \"ibm-granite/granite-3.3-8b-instruct\""))
                .hasSize(1);
    }

    @Test
    void badEntriesAreLeftOutAndTheRestStays() throws Exception {
        ModelServer vllm = server("vllm")
                .says(
                        "GET /v1/models",
                        "{\"data\":[{\"id\":\"good\"},7,null,[{\"id\":\"deep\"}],{\"id\":7},{},{\"id\":\"\"},"
                                + "{\"id\":\"a\\u0000b\"},{\"id\":\"line\\nbreak\"},{\"id\":\"\\ud800\"},{\"id\":\""
                                + "x".repeat(257)
                                + "\"},{\"id\":\"good\"},{\"id\":\"also \\\"good\\\"\"}],\"more\":{}}");
        start("upstreams: { vllm: { address: \"%s\", discover: true } }\n".formatted(vllm.address()));
        awaitModels(Map.of("good", "vllm ?", "also \"good\"", "vllm ?"));
    }

    @Test
    void thousandsOfNamesAreBoundedAndSearchable() throws Exception {
        String[] names = new String[5000];
        for (int i = 0; i < names.length; i++) {
            names[i] = "model-" + i;
        }
        ModelServer vllm = server("vllm").serves(names);
        start("upstreams: { vllm: { address: \"%s\", discover: true } }\n".formatted(vllm.address()));
        await().untilAsserted(() -> assertThat(models()).hasSize(4096));
        HttpResponse<String> unknown = ask("/v1/chat/completions", "model-17x");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body()).contains("the nearest first: model-17, ").hasSizeLessThan(1000);
    }

    @Test
    void anyEndpointOfAnUpstreamIsEnough() throws Exception {
        int closed = FreePort.find();
        ModelServer vllm = server("vllm").serves("replicated");
        start("upstreams: { vllm: { addresses: [\"127.0.0.1:%d\", \"%s\"], discover: true } }\n"
                .formatted(closed, vllm.address()));
        awaitModels(Map.of("replicated", "vllm ?"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"inside.lab", "elsewhere.lab"})
    void aCertificateForAnotherNameIsNotBelieved(String name) throws Exception {
        TestAuthority authority = new TestAuthority();
        ModelServer secure =
                opened(new ModelServer("secure", authority.server(name))).serves("secret");
        start("""
                upstreams: { secure: { address: "%s", discover: true, tls: { trust: "%s", server-name: inside.lab } } }
                models: { mine: { upstream: secure, served-as: secret } }
                """.formatted(secure.address(), authority.writeRoot(directory)));
        awaitModels(
                name.equals("inside.lab")
                        ? Map.of("mine", "secure chat", "secret", "secure chat")
                        : Map.of("mine", "secure chat !"));
    }

    @Test
    void nothingOfItOutlivesTheGateway() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        RawUpstream hanging = opened(RawUpstream.start((connection, number) -> {
            connection.readHead();
            never.await();
        }));
        start("upstreams: { hanging: { address: \"%s\", discover: true } }\n".formatted(hanging.address()));
        await().until(() -> hanging.accepted() > 0);
        gateway.close();
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("discovery")));
    }

    @Test
    void whoIsNotAskedIsNotAsked() throws Exception {
        ModelServer vllm = server("vllm").serves("other");
        start("""
                upstreams: { vllm: { address: "%s" } }
                models: { mine: { upstream: vllm } }
                """.formatted(vllm.address()));
        assertThat(models()).isEqualTo(Map.of("mine", "vllm chat"));
        assertThat(ask("/v1/chat/completions", "mine").statusCode()).isEqualTo(200);
        assertThat(vllm.count("GET")).isZero();
    }
}
