package io.phoenix.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Ollama's clients see at the gateway's root: two Ollamas as one, and no model that Ollama does not serve. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
final class OllamaIT {

    private ModelServer one;
    private ModelServer two;
    private ModelServer vllm;
    private TestGateway gateway;
    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        one = new ModelServer("one")
                .says(
                        "GET /api/tags",
                        "{\"models\":[{\"name\":\"llama3.2:latest\",\"model\":\"llama3.2:latest\",\"size\":7,"
                                + "\"digest\":\"d1\",\"details\":{\"family\":\"llama\"},\"modified_at\":\"2026-01-02\"},"
                                + "{\"name\":\"nomic-embed-text:latest\",\"digest\":\"d2\"}]}")
                .says("POST /api/show", "{}");
        two = new ModelServer("two")
                .says("GET /api/tags", "{\"models\":[{\"name\":\"qwen3:8b\",\"size\":9,\"digest\":\"d3\"}]}")
                .says("POST /api/show", "{\"capabilities\":[\"completion\"]}");
        vllm = new ModelServer("vllm").serves("granite");
        gateway = TestGateway.start(
                directory, TestGateway.LISTENERS + """
                        discovery: { interval: 20ms, timeout: 5s }
                        upstreams:
                          one: { address: "%s", api: ollama, discover: true }
                          two: { address: "%s", api: ollama, discover: true }
                          vllm: { address: "%s", discover: true }
                        models:
                          granite: { upstream: vllm, aliases: [gpt-4] }
                          embedding: { upstream: one, kind: embedding, served-as: nomic-embed-text, aliases: [ada] }
                        routes:
                          - { name: oc, path: /api/chat, methods: [POST], models: chat, api: ollama }
                          - { name: og, path: /api/generate, methods: [POST], models: completion, api: ollama }
                          - { name: oe, path: [/api/embed, /api/embeddings], methods: [POST], models: embedding, api: ollama }
                          - { name: os, path: /api/show, methods: [POST], models: any, api: ollama }
                          - { name: ot, path: /api/tags, methods: [GET], list-models: true, api: ollama }
                          - { name: chat, path: /v1/chat/completions, methods: [POST], models: chat }
                          - { name: embeddings, path: /v1/embeddings, methods: [POST], models: embedding }
                          - { name: models, path: [/v1/models, /v1/models/], methods: [GET], list-models: true }
                        """.formatted(one.address(), two.address(), vllm.address()));
        await().until(() -> send("GET", "/api/tags", "").body().contains("llama3.2")
                && send("GET", "/api/tags", "").body().contains("qwen3:8b"));
    }

    @AfterAll
    void stop() {
        gateway.close();
        one.close();
        two.close();
        vllm.close();
    }

    @BeforeEach
    void forget() {
        one.asked().clear();
        two.asked().clear();
        vllm.asked().clear();
    }

    private HttpResponse<String> send(String method, String path, String body) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(gateway.url(path)))
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @ParameterizedTest
    @CsvSource({
        "/api/chat,            llama3.2,                one, llama3.2:latest",
        "/api/chat,            llama3.2:latest,         one, llama3.2:latest",
        "/api/generate,        qwen3:8b,                two, qwen3:8b",
        "/api/embed,           embedding,               one, nomic-embed-text",
        "/api/embeddings,      ada,                     one, nomic-embed-text",
        "/api/embed,           nomic-embed-text,        one, nomic-embed-text:latest",
        "/api/show,            ada:latest,              one, nomic-embed-text",
        "/api/show,            qwen3:8b,                two, qwen3:8b",
        "/v1/chat/completions, llama3.2,                one, llama3.2:latest",
        "/v1/embeddings,       nomic-embed-text:latest, one, nomic-embed-text:latest",
    })
    void aNameLeadsToItsOllamaUnderTheNameThatIsServed(String path, String asked, String server, String served)
            throws Exception {
        HttpResponse<String> answer = send("POST", path, "{\"x\":[1],\"model\":\"" + asked + "\",\"stream\":false}");
        assertThat(answer.statusCode()).isEqualTo(200);
        ModelServer there = server.equals("one") ? one : two;
        assertThat(there.asked())
                .contains("POST " + path + " {\"x\":[1],\"model\":\"" + served + "\",\"stream\":false}");
        assertThat(vllm.count("POST")).isZero();
    }

    @Test
    void theOldNameOfTheMemberIsTakenToo() throws Exception {
        assertThat(send("POST", "/api/show", "{\"name\":\"llama3.2\"}").statusCode())
                .isEqualTo(200);
        assertThat(one.asked()).contains("POST /api/show {\"name\":\"llama3.2:latest\"}");
        assertThat(send("POST", "/api/show", "{\"name\":\"llama3.2\",\"model\":\"qwen3:8b\"}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(send("POST", "/v1/chat/completions", "{\"name\":\"llama3.2\"}")
                        .statusCode())
                .isEqualTo(400);
    }

    /** Ollama is written in Go, whose reader takes the last of these whatever its case. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/api/chat            | {'model':'llama3.2','MODEL':'qwen3:8b'}",
                "/api/chat            | {'Model':'qwen3:8b','model':'llama3.2'}",
                "/api/chat            | {'model':'llama3.2','Name':'qwen3:8b'}",
                "/api/chat            | {'MODEL':'qwen3:8b'}",
                "/v1/chat/completions | {'model':'llama3.2','mODEL':'qwen3:8b'}",
            })
    void aNameThatOllamaWouldReadDifferentlyIsRefused(String path, String body) throws Exception {
        HttpResponse<String> answer = send("POST", path, body.replace('\'', '"'));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("\"error\":").contains("case");
        assertThat(one.count("POST " + path) + two.count("POST " + path)).isZero();
    }

    @Test
    void whoHeedsCaseGetsSuchABodyAsItIs() throws Exception {
        String body = "{\"model\":\"granite\",\"MODEL\":\"x\"}";
        assertThat(send("POST", "/v1/chat/completions", body).statusCode()).isEqualTo(200);
        assertThat(vllm.asked()).contains("POST /v1/chat/completions " + body);
    }

    @ParameterizedTest
    @ValueSource(strings = {"granite", "gpt-4"})
    void aModelThatNoOllamaServesIsNeverSentToOne(String name) throws Exception {
        for (String path : List.of("/api/chat", "/api/generate", "/api/show")) {
            HttpResponse<String> answer = send("POST", path, "{\"model\":\"" + name + "\"}");
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body())
                    .isEqualTo("{\"error\":\"`" + name + "` is served by a program that does not speak Ollama's API."
                            + " Use /v1/chat/completions with it, or name another model.\"}");
        }
        assertThat(one.count("POST /api/chat") + two.count("POST /api/chat") + vllm.count("POST"))
                .isZero();
    }

    @Test
    void errorsHaveOllamasShape() throws Exception {
        assertThat(send("POST", "/api/chat", "{\"model\":\"llama4\"}").body())
                .startsWith("{\"error\":\"The model `llama4` does not exist.");
        HttpResponse<String> kind = send("POST", "/api/embed", "{\"model\":\"qwen3:8b\"}");
        assertThat(kind.statusCode()).isEqualTo(400);
        assertThat(kind.body())
                .isEqualTo("{\"error\":\"`qwen3:8b` is for chat and cannot be used for embeddings. Use /api/chat,"
                        + " /api/generate or /v1/chat/completions with it, or name another model.\"}");
        assertThat(send("POST", "/api/chat", "{").body()).startsWith("{\"error\":\"");
        assertThat(send("DELETE", "/api/tags", "").body()).isEqualTo("{\"error\":\"this route takes GET only\"}");
        assertThat(send("POST", "/v1/chat/completions", "{\"model\":\"llama4\"}")
                        .body())
                .startsWith("{\"error\":{\"message\":");
    }

    @Test
    void tagsAreThoseOfAllOllamasWithWhatTheySay() throws Exception {
        JsonNode models =
                new ObjectMapper().readTree(send("GET", "/api/tags", "").body()).get("models");
        List<String> names = new ArrayList<>();
        for (JsonNode model : models) {
            names.add(model.get("name").asText());
            assertThat(model.get("model")).isEqualTo(model.get("name"));
        }
        assertThat(names).containsExactly("embedding", "ada", "llama3.2:latest", "nomic-embed-text:latest", "qwen3:8b");
        assertThat(models.get(2).toString())
                .isEqualTo("{\"name\":\"llama3.2:latest\",\"model\":\"llama3.2:latest\",\"size\":7,\"digest\":\"d1\","
                        + "\"details\":{\"family\":\"llama\"},\"modified_at\":\"2026-01-02\"}");
        assertThat(models.get(1).get("digest").asText()).isEqualTo("d2");
    }
}
