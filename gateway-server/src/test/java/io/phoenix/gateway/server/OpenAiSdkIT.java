package io.phoenix.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.models.Model;
import io.phoenix.gateway.server.demo.DemoApp;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an application sees that uses OpenAI's own SDK, over HTTP and over HTTPS. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
final class OpenAiSdkIT {

    private DemoGateway demo;
    private OpenAIClient http;
    private OpenAIClient https;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        demo = DemoGateway.start(directory, Duration.ofMillis(2));
        X509TrustManager trust = trusting(demo.certificate());
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, new X509TrustManager[] {trust}, null);
        http = builder("http").build();
        https = builder("https")
                .sslSocketFactory(tls.getSocketFactory())
                .trustManager(trust)
                .build();
    }

    private OpenAIOkHttpClient.Builder builder(String scheme) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(demo.url(scheme) + "/v1")
                .apiKey("any")
                .maxRetries(0);
    }

    private static X509TrustManager trusting(Path certificate) throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream in = Files.newInputStream(certificate)) {
            store.setCertificateEntry(
                    "demo", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return (X509TrustManager) factory.getTrustManagers()[0];
    }

    @AfterAll
    void stop() {
        http.close();
        https.close();
        demo.close();
    }

    private OpenAIClient client(String scheme) {
        return scheme.equals("http") ? http : https;
    }

    private static ChatCompletionCreateParams.Builder ask(String model, String message) {
        return ChatCompletionCreateParams.builder().model(model).addUserMessage(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "https"})
    void chats(String scheme) {
        for (String name : List.of("granite", "granite-3.3-8b-instruct", "ibm-granite/granite-3.3-8b-instruct")) {
            ChatCompletion answer = client(scheme)
                    .chat()
                    .completions()
                    .create(ask(name, "count to 5").build());
            assertThat(answer.model()).isEqualTo("granite-3.3-8b-instruct");
            assertThat(answer.choices().get(0).message().content()).hasValue("1 2 3 4 5");
            assertThat(answer.choices().get(0).finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.STOP);
            assertThat(answer.usage().orElseThrow().completionTokens()).isEqualTo(5);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "https"})
    void streamsEveryChunkInOrderAndTheUsageLast(String scheme) {
        ChatCompletionCreateParams params = ask("granite", "count to 200")
                .streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build();
        try (StreamResponse<ChatCompletionChunk> stream =
                client(scheme).chat().completions().createStreaming(params)) {
            List<ChatCompletionChunk> chunks = stream.stream().toList();
            String said = chunks.stream()
                    .flatMap(chunk -> chunk.choices().stream())
                    .flatMap(choice -> choice.delta().content().stream())
                    .collect(Collectors.joining());
            assertThat(said)
                    .isEqualTo(IntStream.rangeClosed(1, 200)
                            .mapToObj(String::valueOf)
                            .collect(Collectors.joining(" ")));
            ChatCompletionChunk last = chunks.get(chunks.size() - 1);
            assertThat(last.choices()).isEmpty();
            assertThat(last.usage().orElseThrow().completionTokens()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "https"})
    void embeds(String scheme) {
        EmbeddingCreateParams.Builder params = EmbeddingCreateParams.builder()
                .model("text-embedding-ada-002")
                .inputOfArrayOfStrings(List.of("a door", "a window"));
        CreateEmbeddingResponse usual = client(scheme).embeddings().create(params.build());
        CreateEmbeddingResponse floats = client(scheme)
                .embeddings()
                .create(params.encodingFormat(EmbeddingCreateParams.EncodingFormat.FLOAT)
                        .build());
        CreateEmbeddingResponse base64 = client(scheme)
                .embeddings()
                .create(params.encodingFormat(EmbeddingCreateParams.EncodingFormat.BASE64)
                        .build());
        assertThat(usual.model()).isEqualTo("ibm-granite/granite-embedding-english-r2");
        assertThat(usual.data()).hasSize(2);
        for (int i = 0; i < 2; i++) {
            List<Float> vector = floats.data().get(i).embedding();
            assertThat(vector).hasSize(768);
            assertThat(usual.data().get(i).embedding()).isEqualTo(vector);
            assertThat(base64.data().get(i).embedding()).isEqualTo(vector);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "https"})
    void listsAndFindsModels(String scheme) {
        List<Model> all = client(scheme).models().list().data();
        assertThat(all)
                .extracting(Model::id)
                .containsExactly(
                        "granite-3.3-8b-instruct",
                        "granite",
                        "ibm-granite/granite-3.3-8b-instruct",
                        "embedding",
                        "ibm-granite/granite-embedding-english-r2",
                        "text-embedding-ada-002");
        for (Model each : all) {
            assertThat(client(scheme).models().retrieve(each.id())).isEqualTo(each);
        }
    }

    @Test
    void showsTheMessageForAnUnknownModel() {
        NotFoundException thrown = catchThrowableOfType(
                NotFoundException.class,
                () -> http.chat().completions().create(ask("granit", "hello").build()));
        assertThat(thrown)
                .hasMessageContaining("The model `granit` does not exist. Models here, the nearest first: granite, ");
        assertThat(thrown.code()).hasValue("model_not_found");
        assertThat(thrown.param()).hasValue("model");
        assertThat(thrown.type()).hasValue("invalid_request_error");
        assertThatThrownBy(() -> http.models().retrieve("no/such"))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("`no/such` does not exist");
    }

    @Test
    void showsWhatAModelOfAnotherKindIsFor() {
        assertThatThrownBy(() -> https.chat()
                        .completions()
                        .create(ask("embedding", "hello").build()))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("`embedding` is for embeddings and cannot be used for chat");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "https"})
    void cancellingAStreamStopsTheBackend(String scheme) {
        long before = demo.backends().aborted(DemoApp.VLLM_CHAT);
        try (StreamResponse<ChatCompletionChunk> stream = client(scheme)
                .chat()
                .completions()
                .createStreaming(ask("granite", "count to 100000").build())) {
            Iterator<ChatCompletionChunk> chunks = stream.stream().iterator();
            for (int i = 0; i < 3; i++) {
                chunks.next();
            }
        }
        // An earlier client that left behind its last event may be counted late; this stream would run for an hour.
        Awaitility.await().until(() -> demo.backends().aborted(DemoApp.VLLM_CHAT) > before && load() == 0);
    }

    /** What vLLM itself says of the requests that it is working on. */
    private long load() throws Exception {
        InetSocketAddress address = demo.backends().address(DemoApp.VLLM_CHAT);
        URI load = URI.create("http://127.0.0.1:" + address.getPort() + "/load");
        String body = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(load).build(), HttpResponse.BodyHandlers.ofString())
                .body();
        return Long.parseLong(body.replaceAll("\\D", ""));
    }
}
