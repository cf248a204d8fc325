package io.phoenix.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The shipped {@code conf/gateway.yaml}, with other addresses and without TLS: every endpoint that names a model, under
 * every name that is used for one, reaches the server of that model under the name that it serves.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
final class OperatorsConfigIT {

    private static final List<String> CHAT_NAMES =
            List.of("granite-3.3-8b-instruct", "granite", "ibm-granite/granite-3.3-8b-instruct");
    private static final List<String> EMBEDDING_NAMES =
            List.of("embedding", "ibm-granite/granite-embedding-english-r2", "text-embedding-ada-002");
    private static final List<String> CHAT_PATHS = List.of(
            "/v1/chat/completions",
            "/v1/completions",
            "/v1/responses",
            "/v1/messages",
            "/v1/messages/count_tokens",
            "/tokenize",
            "/detokenize");
    private static final List<String> EMBEDDING_PATHS = List.of(
            "/v1/embeddings",
            "/v1/rerank",
            "/rerank",
            "/v1/score",
            "/score",
            "/pooling",
            "/classify",
            "/tokenize",
            "/detokenize");

    private RecordingBackend chat;
    private RecordingBackend embedding;
    private TestGateway gateway;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        chat = new RecordingBackend("chat");
        embedding = new RecordingBackend("embedding");
        Path inModule = Path.of("../conf/gateway.yaml");
        String yaml = Files.readString(Files.exists(inModule) ? inModule : Path.of("conf/gateway.yaml"));
        yaml = replace(yaml, "address: 0.0.0.0:80", "address: \"127.0.0.1:0\"");
        yaml = replace(yaml, "  - name: https\n    address: 0.0.0.0:443\n    reuse-port: true\n    tls: true\n", "");
        yaml = replace(yaml, "tls:\n  directory: /ssl\n  default: portainer.phoenix.local\n", "");
        yaml = replace(
                yaml,
                "    tls:\n      trust: /ssl/portainer.phoenix.local.crt\n      server-name: portainer.phoenix.local\n",
                "");
        yaml = replace(yaml, "10.0.0.150:8000", chat.address());
        yaml = replace(yaml, "10.0.0.151:8000", embedding.address());
        // No test asks any other machine, not even for its models.
        yaml = yaml.replaceAll("address: 10\\.0\\.0\\.[0-9]+:[0-9]+", "address: 127.0.0.1:1")
                .replaceAll("discover: true", "discover: false")
                .replaceAll("(?m)^  (ollama|llamacpp):.*$", "$0\n    discover: false");
        yaml = yaml.replaceAll("(?m)^logs:(\\R +.*)+\\R", "")
                .replaceFirst("(?m)^hosts:", "admin: { address: \"127.0.0.1:0\" }\nhosts:");
        gateway = TestGateway.start(directory, yaml);
    }

    private static String replace(String yaml, String from, String to) {
        assertThat(yaml).contains(from);
        return yaml.replace(from, to);
    }

    @AfterAll
    void stop() {
        gateway.close();
        chat.close();
        embedding.close();
    }

    @BeforeEach
    void forget() {
        chat.forget();
        embedding.forget();
    }

    static Stream<Arguments> endpoints() {
        return Stream.of(Delivery.values())
                .flatMap(delivery -> Stream.concat(
                        CHAT_PATHS.stream()
                                .flatMap(path ->
                                        CHAT_NAMES.stream().map(name -> Arguments.of(delivery, path, name, true))),
                        EMBEDDING_PATHS.stream()
                                .flatMap(path -> EMBEDDING_NAMES.stream()
                                        .map(name -> Arguments.of(delivery, path, name, false)))));
    }

    @ParameterizedTest
    @MethodSource("endpoints")
    void everyEndpointReachesTheServerOfItsModel(Delivery delivery, String path, String name, boolean toChat)
            throws Exception {
        Delivery.Answer answer = ask(delivery, path, name);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        RecordingBackend.Received received = (toChat ? chat : embedding).only();
        assertThat(received.requestLine()).isEqualTo("POST " + path + " HTTP/1.1");
        assertThat(received.body())
                .isEqualTo("{\"x\":[1],\"model\":\""
                        + (toChat ? "granite-3.3-8b-instruct" : "ibm-granite/granite-embedding-english-r2") + "\"}");
        assertThat((toChat ? embedding : chat).begun()).isZero();
    }

    @Test
    void noModelAnswersAnEndpointThatItIsNotFor() throws Exception {
        for (String path : List.of("/v1/audio/speech", "/v1/images/generations", "/v1/embeddings", "/v1/rerank")) {
            assertThat(ask(Delivery.CONTENT_LENGTH, path, "granite").body())
                    .contains("model_kind_mismatch")
                    .contains("/v1/chat/completions");
        }
        for (String path : List.of("/v1/chat/completions", "/v1/completions", "/v1/responses", "/v1/messages")) {
            assertThat(ask(Delivery.CONTENT_LENGTH, path, "embedding").body())
                    .contains("model_kind_mismatch")
                    .contains("/v1/embeddings");
        }
        assertThat(ask(Delivery.CONTENT_LENGTH, "/api/chat", "granite").body())
                .startsWith("{\"error\":\"")
                .contains("/v1/chat/completions");
        assertThat(chat.begun() + embedding.begun()).isZero();
    }

    /** One name of each model for each endpoint. */
    static Stream<Arguments> endpointsOnce() {
        return Stream.concat(
                CHAT_PATHS.stream().map(path -> Arguments.of(path, CHAT_NAMES.get(1), true)),
                EMBEDDING_PATHS.stream().map(path -> Arguments.of(path, EMBEDDING_NAMES.get(2), false)));
    }

    @ParameterizedTest
    @MethodSource("endpointsOnce")
    void everyEndpointReachesTheServerOfItsModelByHttp2AsWell(String path, String name, boolean toChat)
            throws Exception {
        Delivery.Answer answer = Http2Delivery.exchange(gateway.port(), head(path), body(name));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat((toChat ? chat : embedding).only().requestLine()).isEqualTo("POST " + path + " HTTP/1.1");
        assertThat((toChat ? embedding : chat).begun()).isZero();
    }

    private static String head(String path) {
        return "POST " + path + " HTTP/1.1\r\nHost: ai.phoenix.local\r\nContent-Type: application/json\r\n";
    }

    private static byte[] body(String name) {
        return ("{\"x\":[1],\"model\":\"" + name + "\"}").getBytes(StandardCharsets.UTF_8);
    }

    private Delivery.Answer ask(Delivery delivery, String path, String name) throws Exception {
        try (RawConnection client = RawConnection.to(gateway.port())) {
            return delivery.exchange(client, head(path), body(name));
        }
    }
}
