package io.phoenix.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asynchttpclient.Dsl.asyncHttpClient;
import static org.asynchttpclient.Dsl.config;

import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.asynchttpclient.AsyncHandler;
import org.asynchttpclient.AsyncHttpClient;
import org.asynchttpclient.HttpResponseBodyPart;
import org.asynchttpclient.HttpResponseStatus;
import org.asynchttpclient.RequestBuilder;
import org.asynchttpclient.Response;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many clients at once: every answer must be the one to its own request, from the backend that it was for. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
final class AsyncClientIT {

    private static final int CONNECTIONS = 64;
    private static final int REQUESTS = 2000;

    private DemoGateway demo;
    private AsyncHttpClient client;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        demo = DemoGateway.start(directory, Duration.ofMillis(1));
        client = asyncHttpClient(config().setIoThreadsCount(1)
                .setMaxConnections(CONNECTIONS)
                .setMaxConnectionsPerHost(CONNECTIONS)
                .setMaxRequestRetry(0)
                .setRequestTimeout(Duration.ofSeconds(60))
                .build());
    }

    @AfterAll
    void stop() throws Exception {
        client.close();
        demo.close();
    }

    /** A request, and what its answer must have; a null backend stands for the gateway itself. */
    private record Expected(RequestBuilder request, int status, String backend, List<String> contents) {

        void check(Response answer) {
            String body = answer.getResponseBody(StandardCharsets.UTF_8);
            assertThat(answer.getStatusCode()).as(body).isEqualTo(status);
            assertThat(answer.getHeader("X-Demo-Backend")).isEqualTo(backend);
            assertThat(body).contains(contents);
        }
    }

    private RequestBuilder post(String path, String body) {
        return new RequestBuilder("POST")
                .setUrl(demo.url("http") + path)
                .setHeader("Content-Type", "application/json")
                .setBody(body);
    }

    private RequestBuilder get(String path) {
        return new RequestBuilder("GET").setUrl(demo.url("http") + path);
    }

    private Expected mixed(int n, Random random) {
        String padding = "x ".repeat(random.nextInt(4) == 0 ? random.nextInt(20_000) : 3);
        String chat = "\"messages\":[{\"role\":\"system\",\"content\":\"" + padding
                + "\"},{\"role\":\"user\",\"content\":\"count to " + (n % 40 + 1) + "\"}]";
        String counted =
                IntStream.rangeClosed(1, n % 40 + 1).mapToObj(String::valueOf).collect(Collectors.joining(" "));
        return switch (random.nextInt(10)) {
            case 0, 1 ->
                new Expected(
                        post("/v1/chat/completions", "{\"model\":\"granite\"," + chat + "}"),
                        200,
                        "vllm-chat",
                        List.of("\"content\":\"" + counted + "\"", "chat.completion"));
            case 2 ->
                new Expected(
                        post("/v1/chat/completions", "{" + chat + ",\"model\":\"granite\",\"stream\":true}"),
                        200,
                        "vllm-chat",
                        List.of("chat.completion.chunk", "\"content\":\"1\"", "data: [DONE]"));
            case 3, 4 ->
                new Expected(
                        post("/v1/embeddings", "{\"input\":\"" + padding + n + "\",\"model\":\"embedding\"}"),
                        200,
                        "vllm-embedding",
                        List.of("\"embedding\":[", "ibm-granite/granite-embedding-english-r2"));
            case 5 ->
                new Expected(
                        post("/qdrant/demo/echo?n=" + n, padding),
                        200,
                        "qdrant",
                        List.of("\"target\":\"/demo/echo?n=" + n + "\"", "\"bodyLength\":" + padding.length()));
            case 6 ->
                new Expected(
                        get("/n8n/demo/echo?n=" + n), 200, "n8n", List.of("\"target\":\"/demo/echo?n=" + n + "\""));
            case 7 ->
                // It closes its connection after every streamed answer, which nobody may notice.
                new Expected(
                        post("/llamacpp/v1/chat/completions", "{" + chat + ",\"stream\":true}"),
                        200,
                        "llamacpp",
                        List.of("\"content\":\"1\"", "data: [DONE]"));
            case 8 ->
                new Expected(
                        post("/v1/chat/completions", "{\"model\":\"no-" + n + "\"," + chat + "}"),
                        404,
                        null,
                        List.of("The model `no-" + n + "` does not exist"));
            default ->
                new Expected(
                        post(
                                "/v1/embeddings",
                                "{\"model\":\"embedding\",\"x\":\"" + padding + "\",\"model\":\"" + n + "\"}"),
                        400,
                        null,
                        List.of("model_ambiguous"));
        };
    }

    @Test
    void noAnswerIsCrossed() throws Exception {
        Random random = new Random(2026);
        Semaphore places = new Semaphore(CONNECTIONS);
        List<CompletableFuture<Void>> checks = new ArrayList<>();
        for (int n = 0; n < REQUESTS; n++) {
            assertThat(places.tryAcquire(60, TimeUnit.SECONDS)).isTrue();
            Expected expected = mixed(n, random);
            checks.add(client.executeRequest(expected.request())
                    .toCompletableFuture()
                    .whenComplete((answer, failure) -> places.release())
                    .thenAccept(expected::check));
        }
        for (CompletableFuture<Void> check : checks) {
            check.get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void everyPieceOfAStreamComesWhenItLeaves() throws Exception {
        StringBuilder text = new StringBuilder();
        CountDownLatch pieces = new CountDownLatch(20);
        CompletableFuture<Integer> done = client.executeRequest(
                        post(
                                "/v1/chat/completions",
                                "{\"model\":\"granite\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"count to 300\"}]}"),
                        new AsyncHandler<Integer>() {
                            private int status;

                            @Override
                            public State onStatusReceived(HttpResponseStatus head) {
                                status = head.getStatusCode();
                                return State.CONTINUE;
                            }

                            @Override
                            public State onHeadersReceived(HttpHeaders headers) {
                                return State.CONTINUE;
                            }

                            @Override
                            public State onBodyPartReceived(HttpResponseBodyPart part) {
                                text.append(new String(part.getBodyPartBytes(), StandardCharsets.UTF_8));
                                pieces.countDown();
                                return State.CONTINUE;
                            }

                            @Override
                            public void onThrowable(Throwable thrown) {}

                            @Override
                            public Integer onCompleted() {
                                return status;
                            }
                        })
                .toCompletableFuture();
        assertThat(done.get(60, TimeUnit.SECONDS)).isEqualTo(200);
        assertThat(pieces.getCount()).as("pieces that never came").isZero();
        assertThat(text.toString().split("data: ")).hasSize(1 + 1 + 300 + 1 + 1);
        assertThat(text).endsWith("data: [DONE]\n\n");
    }
}
