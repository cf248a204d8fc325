package io.phoenix.gateway.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.embeddings.EmbeddingCreateParams;
import io.phoenix.gateway.server.demo.DemoApp;
import io.phoenix.gateway.server.demo.DemoBackends;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The model's name in answers, over real sockets, with {@code rename-answers} and without. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
final class AnswerRenameIT {

    private static final String END = "";

    private final BlockingQueue<String> toSend = new LinkedBlockingQueue<>();
    private RawUpstream scripted;
    private DemoBackends backends;
    private TestGateway gateway;
    private OpenAIClient sdk;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        scripted = RawUpstream.start((connection, number) -> {
            for (String head = connection.readHead(); !head.isEmpty(); head = connection.readHead()) {
                connection.readBody(head);
                for (String piece = toSend.take(); !piece.equals(END); piece = toSend.take()) {
                    connection.send(piece.getBytes(UTF_8));
                }
            }
        });
        backends = DemoBackends.start(Duration.ofMillis(1));
        gateway = TestGateway.start(
                directory,
                TestGateway.LISTENERS
                        + """
                        upstreams:
                          scripted: { address: "%s" }
                          vllm-chat: { address: "%s" }
                          vllm-embedding: { address: "%s" }
                        models:
                          granite: { upstream: vllm-chat, served-as: granite-3.3-8b-instruct, rename-answers: true }
                          plain: { upstream: vllm-chat, served-as: granite-3.3-8b-instruct }
                          embedding:
                            upstream: vllm-embedding
                            kind: embedding
                            served-as: ibm-granite/granite-embedding-english-r2
                            aliases: [text-embedding-ada-002]
                            rename-answers: true
                          served: { upstream: scripted, aliases: [alias, 'my"own\\é😀'], rename-answers: true }
                          unnamed: { upstream: scripted, served-as: served }
                        routes:
                          - { name: chat, path: /v1/chat/completions, models: chat }
                          - { name: embeddings, path: /v1/embeddings, models: embedding }
                        """.formatted(
                                scripted.address(), address(DemoApp.VLLM_CHAT), address(DemoApp.VLLM_EMBEDDING)));
        sdk = OpenAIOkHttpClient.builder()
                .baseUrl(gateway.url("/v1"))
                .apiKey("any")
                .maxRetries(0)
                .build();
    }

    private String address(DemoApp app) {
        InetSocketAddress address = backends.address(app);
        return address.getHostString() + ":" + address.getPort();
    }

    @AfterAll
    void stop() {
        sdk.close();
        gateway.close();
        backends.close();
        scripted.close();
    }

    @ParameterizedTest
    @CsvSource({"granite, granite", "plain, granite-3.3-8b-instruct"})
    void theSdkSeesOneNameInBothModes(String asked, String told) {
        ChatCompletionCreateParams params = ChatCompletionCreateParams.builder()
                .model(asked)
                .addUserMessage("count to 50")
                .build();
        assertThat(sdk.chat().completions().create(params).model()).isEqualTo(told);
        try (StreamResponse<ChatCompletionChunk> stream =
                sdk.chat().completions().createStreaming(params)) {
            List<ChatCompletionChunk> chunks = stream.stream().toList();
            assertThat(chunks).extracting(ChatCompletionChunk::model).containsOnly(told);
            assertThat(chunks.stream()
                            .flatMap(chunk -> chunk.choices().stream())
                            .flatMap(choice -> choice.delta().content().stream())
                            .collect(Collectors.joining()))
                    .isEqualTo(IntStream.rangeClosed(1, 50)
                            .mapToObj(String::valueOf)
                            .collect(Collectors.joining(" ")));
        }
    }

    @ParameterizedTest
    @CsvSource({"embedding", "text-embedding-ada-002"})
    void embeddingsTellTheNameThatWasAskedFor(String asked) {
        EmbeddingCreateParams params =
                EmbeddingCreateParams.builder().model(asked).input("a door").build();
        assertThat(sdk.embeddings().create(params).model()).isEqualTo(asked);
    }

    @Test
    void aLengthThatWouldBeWrongIsNotTold() throws Exception {
        String answer = "{\"model\":\"served\",\"x\":\"served\"}";
        toSend.add("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nETag: \"1\"\r\nContent-Length: "
                + answer.length() + "\r\n\r\n" + answer);
        toSend.add(END);
        try (RawConnection client = ask("POST", "my\"own\\é😀")) {
            String head = client.readHead();
            assertThat(RawConnection.header(head, "content-length")).isNull();
            assertThat(RawConnection.header(head, "etag")).isNull();
            assertThat(utf8(client.readBody(head))).isEqualTo("{\"model\":\"my\\\"own\\\\é😀\",\"x\":\"served\"}");
        }
    }

    @ParameterizedTest
    @CsvSource({"served", "unnamed"})
    void anAnswerThatNeedsNoRenamingPassesAsItIs(String asked) throws Exception {
        String answer = "{\"model\":\"served\"}";
        toSend.add("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nETag: \"1\"\r\nContent-Length: "
                + answer.length() + "\r\n\r\n" + answer);
        toSend.add(END);
        try (RawConnection client = ask("POST", asked)) {
            String head = client.readHead();
            assertThat(RawConnection.header(head, "content-length")).isEqualTo(String.valueOf(answer.length()));
            assertThat(RawConnection.header(head, "etag")).isEqualTo("\"1\"");
            assertThat(client.readBody(head)).isEqualTo(answer);
        }
    }

    @Test
    void anEventLeavesBeforeTheNextOneComes() throws Exception {
        toSend.add(chunkedHead("text/event-stream"));
        try (RawConnection client = ask("POST", "alias")) {
            assertThat(RawConnection.header(client.readHead(), "transfer-encoding"))
                    .isEqualTo("chunked");
            for (int i = 0; i < 3; i++) {
                toSend.add(chunk("data: {\"id\":" + i + ",\"model\":\"served\"}\n\n"));
                assertThat(client.readChunk()).isEqualTo("data: {\"id\":" + i + ",\"model\":\"alias\"}\n\n");
            }
            toSend.add(chunk("data: {\"model\":\"ser"));
            assertThat(client.readChunk()).isEqualTo("data: {\"model\":");
            toSend.add(chunk("ved\"}\n\ndata: [DONE]\n\n"));
            assertThat(client.readChunk()).isEqualTo("\"alias\"}\n\ndata: [DONE]\n\n");
            toSend.add("0\r\n\r\n");
            toSend.add(END);
            assertThat(client.readChunk()).isEmpty();
        }
    }

    @Test
    void everyLineOfJsonLinesIsRenamed() throws Exception {
        String line = "{\"model\":\"served\",\"message\":{\"content\":\"é\"},\"done\":false}\n";
        toSend.add(chunkedHead("application/x-ndjson") + chunk(line + line) + chunk(line) + "0\r\n\r\n");
        toSend.add(END);
        try (RawConnection client = ask("POST", "alias")) {
            String head = client.readHead();
            assertThat(utf8(client.readBody(head)))
                    .isEqualTo(line.replace("served", "alias").repeat(3));
        }
    }

    @Test
    void theHeadOfAnAnswerWithoutBodyStays() throws Exception {
        toSend.add("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nETag: \"1\"\r\nContent-Length: 18\r\n\r\n");
        toSend.add(END);
        try (RawConnection client = ask("HEAD", "alias")) {
            String head = client.readHead();
            assertThat(RawConnection.header(head, "content-length")).isEqualTo("18");
            assertThat(RawConnection.header(head, "etag")).isEqualTo("\"1\"");
        }
    }

    /** A request for {@code model}, its answer still to be read. */
    private RawConnection ask(String method, String model) throws Exception {
        byte[] body = "{\"model\":\"%s\"}"
                .formatted(model.replace("\\", "\\\\").replace("\"", "\\\""))
                .getBytes(UTF_8);
        return RawConnection.to(gateway.port())
                .send(method + " /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + body.length
                        + "\r\n\r\n")
                .send(body);
    }

    private static String chunkedHead(String type) {
        return "HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\nTransfer-Encoding: chunked\r\n\r\n";
    }

    private static String chunk(String text) {
        return Integer.toHexString(text.getBytes(UTF_8).length) + "\r\n" + text + "\r\n";
    }

    private static String utf8(String bytes) {
        return new String(bytes.getBytes(ISO_8859_1), UTF_8);
    }
}
