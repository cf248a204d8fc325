package io.phoenix.gateway.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The stand-ins for vLLM, Ollama and llama.cpp: names, streams, errors and aborts. */
final class DemoModelsTest {

    private static final String CHAT = "/v1/chat/completions";
    private static final String EMBEDDING_MODEL = "ibm-granite/granite-embedding-english-r2";

    private static DemoBackends backends;
    private static DemoClient client;

    @BeforeAll
    static void start() {
        backends = DemoBackends.start(Duration.ofMillis(1));
        client = new DemoClient(backends);
    }

    @AfterAll
    static void stop() {
        backends.close();
    }

    private static JsonValue json(HttpResponse<String> answer) throws Exception {
        return JsonValue.read(answer.body().getBytes(StandardCharsets.UTF_8));
    }

    private static String asking(String model, String text, String more) {
        return "{\"model\":" + model + ",\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]" + more + "}";
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"granite-3.3-8b-instruct\"", "null", "\"\""})
    void vllmAnswersToItsNameAndToNone(String model) throws Exception {
        HttpResponse<String> answer = client.post(DemoApp.VLLM_CHAT, CHAT, asking(model, "one two three", ""));

        assertThat(answer.statusCode()).isEqualTo(200);
        JsonValue body = json(answer);
        assertThat(body.get("object").value()).isEqualTo("chat.completion");
        assertThat(body.get("model").value()).isEqualTo("granite-3.3-8b-instruct");
        JsonValue choice = body.get("choices").items().get(0);
        assertThat(choice.get("message").get("content").text("")).contains("vllm-chat", "had 3 words");
        assertThat(choice.get("finish_reason").value()).isEqualTo("stop");
        assertThat(body.get("usage").get("prompt_tokens").value()).isEqualTo(3);
    }

    @Test
    void vllmDoesNotKnowAnyOtherName() throws Exception {
        HttpResponse<String> answer = client.post(DemoApp.VLLM_CHAT, CHAT, asking("\"x\"", "hi", ""));

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body())
                .isEqualTo("{\"error\":{\"message\":\"The model `x` does not exist.\",\"type\":\"NotFoundError\","
                        + "\"param\":\"model\",\"code\":404}}");
    }

    @Test
    void vllmStreamsInItsFraming() throws Exception {
        HttpResponse<String> answer = client.post(
                DemoApp.VLLM_CHAT,
                CHAT,
                asking("null", "count to 3", ",\"stream\":true,\"stream_options\":{\"include_usage\":true}"));

        assertThat(answer.headers().firstValue("content-type")).contains("text/event-stream; charset=utf-8");
        assertThat(answer.headers().firstValue("transfer-encoding")).contains("chunked");
        List<String> events = List.of(answer.body().split("\n\n", -1));
        assertThat(events).hasSize(8).allMatch(event -> event.isEmpty() || event.startsWith("data: "));
        assertThat(events.get(0)).contains("\"delta\":{\"role\":\"assistant\",\"content\":\"\"}");
        assertThat(events.get(2)).contains("\"delta\":{\"content\":\" 2\"}", "\"finish_reason\":null");
        assertThat(events.get(4)).contains("\"finish_reason\":\"stop\"");
        assertThat(events.get(5)).contains("\"choices\":[]", "\"completion_tokens\":3");
        assertThat(events.get(6)).isEqualTo("data: [DONE]");
    }

    @Test
    void vllmCompletesAPromptAndKeepsToMaxTokens() throws Exception {
        String body = "{\"prompt\":\"count to 9\",\"max_tokens\":2}";
        HttpResponse<String> answer = client.post(DemoApp.VLLM_CHAT, "/v1/completions", body);

        assertThat(answer.body()).contains("\"text\":\"1 2\"", "\"finish_reason\":\"length\"");
    }

    @Test
    void vllmWantsJsonAndSaysSo() throws Exception {
        HttpResponse<String> plain = client.http()
                .send(
                        client.request(DemoApp.VLLM_CHAT, CHAT)
                                .header("Content-Type", "text/plain")
                                .POST(BodyPublishers.ofString(asking("null", "hi", "")))
                                .build(),
                        BodyHandlers.ofString());

        assertThat(plain.statusCode()).isEqualTo(400);
        assertThat(plain.body()).contains("Only 'application/json' is allowed");
        assertThat(client.post(DemoApp.VLLM_CHAT, CHAT, "{\"model\":").statusCode())
                .isEqualTo(400);
        assertThat(client.post(DemoApp.VLLM_CHAT, CHAT, "{}").body()).contains("messages");
        assertThat(client.get(DemoApp.VLLM_CHAT, CHAT).statusCode()).isEqualTo(405);
        assertThat(client.post(DemoApp.VLLM_CHAT, "/v1/embeddings", "{}").body())
                .contains("does not support Embeddings");
    }

    @Test
    void vllmAnswersInOpenAisNewerApi() throws Exception {
        String path = "/v1/responses";
        assertThat(client.post(DemoApp.VLLM_CHAT, path, "{\"input\":\"count to 3\"}")
                        .body())
                .contains("\"object\":\"response\"", "\"status\":\"completed\"", "\"text\":\"1 2 3\"");
        String messages =
                "{\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_text\",\"text\":\"count to 2\"}]}],"
                        + "\"stream\":true}";
        List<String> events =
                List.of(client.post(DemoApp.VLLM_CHAT, path, messages).body().split("\n\n", -1));
        assertThat(events.get(0)).startsWith("event: response.created\ndata: {\"type\":\"response.created\",");
        assertThat(events.get(2)).contains("\"sequence_number\":2", "\"delta\":\" 2\"");
        assertThat(events.get(3)).startsWith("event: response.completed\n").contains("\"text\":\"1 2\"");
        assertThat(client.post(DemoApp.VLLM_CHAT, path, "{}").statusCode()).isEqualTo(400);
    }

    @Test
    void vllmAnswersInAnthropicsApi() throws Exception {
        String body = asking("null", "count to 3", ",\"max_tokens\":2");
        assertThat(client.post(DemoApp.VLLM_CHAT, "/v1/messages", body).body())
                .contains("\"type\":\"message\"", "\"text\":\"1 2\"", "\"stop_reason\":\"max_tokens\"");
        String streaming = asking("null", "count to 3", ",\"stream\":true");
        assertThat(client.post(DemoApp.VLLM_CHAT, "/v1/messages", streaming).body())
                .startsWith("event: message_start\ndata: {\"type\":\"message_start\",\"message\":{")
                .contains("\"delta\":{\"type\":\"text_delta\",\"text\":\" 3\"}", "\"stop_reason\":\"end_turn\"")
                .endsWith("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
        assertThat(client.post(DemoApp.VLLM_CHAT, "/v1/messages/count_tokens", body)
                        .body())
                .isEqualTo("{\"input_tokens\":3}");
    }

    @Test
    void vllmTakesTextsApartAndPutsThemTogether() throws Exception {
        for (DemoApp app : List.of(DemoApp.VLLM_CHAT, DemoApp.VLLM_EMBEDDING)) {
            assertThat(client.post(app, "/tokenize", "{\"prompt\":\"hé\"}").body())
                    .contains("\"count\":2", "\"tokens\":[104,233]", "\"max_model_len\":");
            assertThat(client.post(app, "/detokenize", "{\"tokens\":[104,233]}").body())
                    .isEqualTo("{\"prompt\":\"hé\"}");
        }
    }

    @Test
    void vllmRanksAndScoresWithAnEmbeddingModel() throws Exception {
        String rerank =
                "{\"query\":\"front door\",\"documents\":[\"a window\",\"the front door\",\"a door\"],\"top_n\":2}";
        for (String path : List.of("/v1/rerank", "/rerank")) {
            String body = client.post(DemoApp.VLLM_EMBEDDING, path, rerank).body();
            assertThat(body).contains("\"results\":[{\"index\":1,\"document\":{\"text\":\"the front door\"}");
            assertThat(body).contains("\"index\":2").doesNotContain("a window");
        }
        String score = "{\"text_1\":\"a door\",\"text_2\":[\"a door\",\"seven\"]}";
        assertThat(client.post(DemoApp.VLLM_EMBEDDING, "/v1/score", score).body())
                .contains("\"object\":\"score\"", "\"index\":1");
        assertThat(client.post(DemoApp.VLLM_EMBEDDING, "/pooling", "{\"input\":\"a\"}")
                        .body())
                .contains("\"object\":\"pooling\",\"data\":[");
        assertThat(client.post(DemoApp.VLLM_CHAT, "/v1/rerank", rerank).statusCode())
                .isEqualTo(400);
    }

    @Test
    void ollamaSpeaksOpenAisApiToo() throws Exception {
        assertThat(client.get(DemoApp.OLLAMA, "/v1/models").body())
                .contains("\"id\":\"llama3.2:latest\"", "\"owned_by\":\"library\"");
        assertThat(client.post(DemoApp.OLLAMA, CHAT, asking("\"llama3.2\"", "count to 2", ""))
                        .body())
                .contains("\"object\":\"chat.completion\"", "\"content\":\"1 2\"");
        assertThat(client.post(
                                DemoApp.OLLAMA,
                                "/v1/embeddings",
                                "{\"model\":\"nomic-embed-text\",\"input\":[\"a\",\"b\"]}")
                        .body())
                .contains("\"object\":\"embedding\",\"index\":1");
        assertThat(client.post(DemoApp.OLLAMA, CHAT, asking("\"none\"", "hi", ""))
                        .body())
                .contains("{\"error\":{\"message\":\"model 'none' not found\"");
        assertThat(client.post(DemoApp.OLLAMA, "/api/show", "{\"name\":\"nomic-embed-text\"}")
                        .body())
                .contains("\"capabilities\":[\"embedding\"]");
        assertThat(client.post(DemoApp.OLLAMA, "/api/chat", asking("\"nomic-embed-text\"", "hi", ""))
                        .body())
                .isEqualTo("{\"error\":\"\\\"nomic-embed-text\\\" does not support chat\"}");
    }

    @Test
    void vllmTellsAboutItself() throws Exception {
        HttpResponse<String> health = client.get(DemoApp.VLLM_CHAT, "/health");
        assertThat(health.statusCode()).isEqualTo(200);
        assertThat(health.body()).isEmpty();
        assertThat(client.get(DemoApp.VLLM_CHAT, "/ping").statusCode()).isEqualTo(200);
        assertThat(client.get(DemoApp.VLLM_CHAT, "/version").body()).contains("\"version\"");
        assertThat(client.get(DemoApp.VLLM_CHAT, "/v1/models").body()).contains("\"id\":\"granite-3.3-8b-instruct\"");
        assertThat(client.get(DemoApp.VLLM_CHAT, "/metrics").body())
                .contains("vllm:num_requests_running{", "demo_aborted_requests_total ");
    }

    @ParameterizedTest
    @ValueSource(strings = {",\"stream\":true", ""})
    void vllmStopsWorkingForAClientThatLeaves(String stream) throws Exception {
        Duration pace = stream.isEmpty() ? Duration.ofHours(1) : Duration.ofMillis(1);
        try (DemoBackends slow = DemoBackends.start(pace)) {
            DemoClient own = new DemoClient(slow);
            String body = asking("null", "count to 100000", stream);
            try (Socket socket = own.connect(DemoApp.VLLM_CHAT)) {
                DemoClient.write(
                        socket,
                        "POST " + CHAT + " HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: "
                                + body.length() + "\r\n\r\n" + body);
                Awaitility.await()
                        .until(() -> own.get(DemoApp.VLLM_CHAT, "/load").body().contains(":1}"));
                if (!stream.isEmpty()) {
                    assertThat(DemoClient.readThrough(socket, "\" 2\"")).startsWith("HTTP/1.1 200 OK");
                }
            }

            Awaitility.await().until(() -> slow.aborted(DemoApp.VLLM_CHAT) == 1);
            assertThat(own.get(DemoApp.VLLM_CHAT, "/load").body()).contains(":0}");
            assertThat(own.get(DemoApp.VLLM_CHAT, "/metrics").body()).contains("demo_aborted_requests_total 1\n");
        }
    }

    @Test
    void embedsTheSameTextToTheSameUnitVectorInBothEncodings() throws Exception {
        String start = "{\"model\":\"" + EMBEDDING_MODEL + "\",\"input\":";
        JsonValue floats = json(client.post(DemoApp.VLLM_EMBEDDING, "/v1/embeddings", start + "\"a door\"}"));
        JsonValue packed = json(client.post(
                DemoApp.VLLM_EMBEDDING,
                "/v1/embeddings",
                start + "[\"a door\",\"a phoenix\"],\"encoding_format\":\"base64\"}"));

        List<JsonValue> vector =
                floats.get("data").items().get(0).get("embedding").items();
        assertThat(vector).hasSize(768);
        double squares =
                vector.stream().mapToDouble(n -> n.number(0) * n.number(0)).sum();
        assertThat(squares).isBetween(0.9999, 1.0001);
        assertThat(floats.get("usage").get("prompt_tokens").value()).isEqualTo(2);

        List<JsonValue> both = packed.get("data").items();
        assertThat(both).hasSize(2);
        ByteBuffer bytes = ByteBuffer.wrap(
                        Base64.getDecoder().decode(both.get(0).get("embedding").text("")))
                .order(ByteOrder.LITTLE_ENDIAN);
        for (JsonValue number : vector) {
            assertThat(bytes.getFloat()).isEqualTo((float) number.number(0));
        }
        assertThat(bytes.hasRemaining()).isFalse();
        assertThat(both.get(1).get("index").value()).isEqualTo(1);
    }

    @Test
    void theEmbeddingServerDoesNotChat() throws Exception {
        HttpResponse<String> answer = client.post(DemoApp.VLLM_EMBEDDING, CHAT, asking("null", "hi", ""));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("does not support Chat Completions API");
        assertThat(client.post(DemoApp.VLLM_EMBEDDING, "/v1/embeddings", "{\"model\":\"embedding\",\"input\":\"x\"}")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void ollamaStreamsLinesUnlessToldNotTo() throws Exception {
        HttpResponse<String> lines = client.post(DemoApp.OLLAMA, "/api/chat", asking("\"llama3.2\"", "count to 2", ""));
        HttpResponse<String> whole = client.post(
                DemoApp.OLLAMA,
                "/api/generate",
                "{\"name\":\"llama3.2:latest\",\"prompt\":\"count to 2\",\"stream\":false}");

        assertThat(lines.headers().firstValue("content-type")).contains("application/x-ndjson");
        assertThat(lines.body().lines()).hasSize(3).allMatch(line -> line.startsWith("{") && line.endsWith("}"));
        assertThat(lines.body().lines().reduce((first, second) -> second).orElseThrow())
                .contains("\"done\":true", "\"eval_count\":2");
        assertThat(whole.body()).contains("\"response\":\"1 2\"").contains("\"done\":true");
    }

    @Test
    void ollamaTellsAboutItself() throws Exception {
        assertThat(client.get(DemoApp.OLLAMA, "/").body()).isEqualTo("Ollama is running");
        assertThat(client.get(DemoApp.OLLAMA, "/api/version").body()).contains("\"version\"");
        assertThat(client.get(DemoApp.OLLAMA, "/api/tags").body()).contains("\"llama3.2:latest\"");
        JsonValue embedded = json(
                client.post(DemoApp.OLLAMA, "/api/embed", "{\"model\":\"nomic-embed-text\",\"input\":[\"a\",\"b\"]}"));
        assertThat(embedded.get("embeddings").items()).hasSize(2);
    }

    @Test
    void ollamaRefusesUnknownModelsInItsOwnWords() throws Exception {
        HttpResponse<String> unknown = client.post(DemoApp.OLLAMA, "/api/chat", asking("\"granite\"", "hi", ""));

        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body()).isEqualTo("{\"error\":\"model 'granite' not found\"}");
        assertThat(client.post(DemoApp.OLLAMA, "/api/chat", "{}").statusCode()).isEqualTo(400);
    }

    @Test
    void ollamaAnswersPagesOfItsOwnHostOnly() throws Exception {
        assertThat(ollamaFrom("https://lab.example:8443")).startsWith("HTTP/1.1 200 ");
        assertThat(ollamaFrom("http://localhost:3000")).startsWith("HTTP/1.1 200 ");
        assertThat(ollamaFrom("https://elsewhere.example")).startsWith("HTTP/1.1 403 ");
        assertThat(ollamaFrom("https://lab.example")).startsWith("HTTP/1.1 403 ");
    }

    private static String ollamaFrom(String origin) throws Exception {
        try (Socket socket = client.connect(DemoApp.OLLAMA)) {
            DemoClient.write(
                    socket,
                    "GET /api/version HTTP/1.1\r\nHost: lab.example:8443\r\nOrigin: " + origin
                            + "\r\nConnection: close\r\n\r\n");
            return DemoClient.readToEnd(socket);
        }
    }

    @Test
    void llamaClosesAfterAStreamAlthoughItPromisedNotTo() throws Exception {
        try (Socket socket = client.connect(DemoApp.LLAMACPP)) {
            DemoClient.write(socket, "GET /health HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(DemoClient.readThrough(socket, "}")).contains("{\"status\":\"ok\"}");

            String body = asking("\"any name\"", "count to 2", ",\"stream\":true");
            DemoClient.write(
                    socket,
                    "POST " + CHAT + " HTTP/1.1\r\nHost: a\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);

            String answer = DemoClient.readToEnd(socket);
            assertThat(answer).contains("Keep-Alive: timeout=5, max=100").endsWith("data: [DONE]\n\n\r\n0\r\n\r\n");
            assertThat(answer.toLowerCase(Locale.ROOT)).doesNotContain("connection: close");
        }
    }

    @Test
    void llamaHasItsPageCompressedOnly() throws Exception {
        HttpResponse<String> plain = client.get(DemoApp.LLAMACPP, "/");
        HttpResponse<byte[]> packed = client.http()
                .send(
                        client.request(DemoApp.LLAMACPP, "/")
                                .header("Accept-Encoding", "gzip, br")
                                .build(),
                        BodyHandlers.ofByteArray());

        assertThat(plain.statusCode()).isEqualTo(415);
        assertThat(packed.headers().firstValue("content-encoding")).contains("gzip");
        assertThat(packed.body()).startsWith(0x1f, 0x8b);
    }

    @Test
    void llamaTellsAboutItself() throws Exception {
        assertThat(client.get(DemoApp.LLAMACPP, "/props").body()).contains("\"total_slots\"");
        assertThat(client.get(DemoApp.LLAMACPP, "/v1/models").body()).contains("\"owned_by\":\"llamacpp\"");
        assertThat(client.post(DemoApp.LLAMACPP, CHAT, asking("null", "count to 2", ""))
                        .body())
                .contains("\"content\":\"1 2\"");
    }
}
