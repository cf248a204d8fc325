package io.phoenix.gateway.server;

import static io.phoenix.gateway.server.GrpcService.bytes;
import static io.phoenix.gateway.server.GrpcService.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients and servers of gRPC, as they come, with the gateway between them. */
@Timeout(60)
final class GrpcIT {

    private static final CallOptions USUAL = CallOptions.DEFAULT.withMaxInboundMessageSize(64 << 20);

    @TempDir
    static Path certificates;

    @TempDir
    static Path directory;

    private static Path authority;

    private GrpcService service;
    private GrpcService secureService;
    private TestGateway gateway;
    private ManagedChannel channel;

    @BeforeAll
    static void makeCertificates() throws Exception {
        TestAuthority issuer = new TestAuthority();
        issuer.write(certificates, "localhost", "localhost", "127.0.0.1");
        authority = issuer.writeRoot(directory);
    }

    @BeforeEach
    void start() throws Exception {
        service = GrpcService.start();
        secureService =
                GrpcService.startTls(certificates.resolve("localhost.crt"), certificates.resolve("localhost.key"));
        gateway = TestGateway.start(directory, """
                hosts: [localhost, 127.0.0.1]
                listeners:
                  - { name: http, address: "127.0.0.1:0" }
                  - { name: https, address: "127.0.0.1:0", tls: true }
                tls: { directory: "%s" }
                admin: { address: "127.0.0.1:0" }
                upstreams:
                  plain: { address: "%s", protocol: h2, first-byte-timeout: 20s }
                  secure: { address: "%s", protocol: h2, tls: { trust: "%s" } }
                  down: { address: "127.0.0.1:1", protocol: h2 }
                  silent: { address: "%s", protocol: h2, first-byte-timeout: 200ms }
                routes:
                  - { name: plain, hosts: [localhost], path: /phoenix.Test/, for: grpc, upstream: plain }
                  - { name: secure, hosts: [127.0.0.1], path: /phoenix.Test/, for: grpc, upstream: secure }
                  - { name: small, path: /small.Test/, upstream: plain, max-body: 100B }
                  - { name: down, path: /down.Test/, upstream: down }
                  - { name: silent, path: /silent.Test/, upstream: silent }
                  - { name: mixed, path: /mixed/, for: grpc, upstream: plain }
                  - { name: rest, path: /mixed/, upstream: down }
                  - { name: blocked, path: /blocked.Test/, upstream: plain, allow: [10.9.9.9] }
                """.formatted(
                        certificates, service.address(), secureService.address(), authority, service.address()));
    }

    @AfterEach
    void stop() throws Exception {
        if (channel != null) {
            channel.shutdownNow().awaitTermination(30, TimeUnit.SECONDS);
        }
        gateway.close();
        service.close();
        secureService.close();
    }

    /** h2c leads to the server without TLS, tls to the one with it. */
    private ManagedChannel connect(String how) throws Exception {
        channel = how.equals("tls")
                ? NettyChannelBuilder.forAddress("127.0.0.1", gateway.port("https"))
                        .sslContext(GrpcSslContexts.forClient()
                                .trustManager(authority.toFile())
                                .build())
                        .build()
                : NettyChannelBuilder.forAddress("localhost", gateway.port())
                        .usePlaintext()
                        .build();
        return channel;
    }

    private static <T> T take(BlockingQueue<T> queue) throws InterruptedException {
        T taken = queue.poll(30, TimeUnit.SECONDS);
        assertThat(taken).isNotNull();
        return taken;
    }

    // ---- the four kinds of calls ----

    @ParameterizedTest
    @ValueSource(strings = {"h2c", "tls"})
    void aCallIsAnswered(String how) throws Exception {
        ManagedChannel client = connect(how);
        for (int i = 0; i < 20; i++) {
            assertThat(ClientCalls.blockingUnaryCall(client, GrpcService.ECHO, USUAL, bytes("hello " + i)))
                    .isEqualTo(bytes("hello " + i));
        }
        Metadata received = take((how.equals("tls") ? secureService : service).headers);
        assertThat(received.get(Metadata.Key.of("via", Metadata.ASCII_STRING_MARSHALLER)))
                .startsWith("2.0 ");
        assertThat(received.get(Metadata.Key.of("x-forwarded-for", Metadata.ASCII_STRING_MARSHALLER)))
                .isEqualTo("127.0.0.1");
        assertThat(received.keys()).noneMatch(name -> name.startsWith("x-http2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"h2c", "tls"})
    void messagesOfBothSidesPassWhileTheCallGoesOn(String how) throws Exception {
        ManagedChannel client = connect(how);
        BlockingQueue<String> answers = new LinkedBlockingQueue<>();
        StreamObserver<byte[]> call =
                ClientCalls.asyncBidiStreamingCall(client.newCall(GrpcService.CHAT, USUAL), new Collector(answers));
        for (int i = 0; i < 10; i++) {
            call.onNext(bytes("m" + i));
            assertThat(take(answers)).isEqualTo("re: m" + i);
        }
        call.onCompleted();
        assertThat(take(answers)).isEqualTo("completed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"h2c", "tls"})
    void streamsOfOneSideEndWithTheirStatus(String how) throws Exception {
        ManagedChannel client = connect(how);
        Iterator<byte[]> repeated =
                ClientCalls.blockingServerStreamingCall(client, GrpcService.REPEAT, USUAL, bytes("again"));
        assertThat(IntStream.range(0, 3).mapToObj(i -> text(repeated.next()))).containsOnly("again");
        assertThat(repeated.hasNext()).isFalse();

        BlockingQueue<String> answers = new LinkedBlockingQueue<>();
        StreamObserver<byte[]> call =
                ClientCalls.asyncClientStreamingCall(client.newCall(GrpcService.JOIN, USUAL), new Collector(answers));
        call.onNext(bytes("a"));
        call.onNext(bytes("b"));
        call.onCompleted();
        assertThat(take(answers)).isEqualTo("ab");
        assertThat(take(answers)).isEqualTo("completed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"h2c", "tls"})
    void bigMessagesPass(String how) throws Exception {
        ManagedChannel client = connect(how);
        byte[] message = new byte[4 << 20];
        for (int i = 0; i < message.length; i++) {
            message[i] = (byte) (i * 31 >> 7);
        }
        for (int i = 0; i < 3; i++) {
            assertThat(Arrays.equals(ClientCalls.blockingUnaryCall(client, GrpcService.ECHO, USUAL, message), message))
                    .isTrue();
        }
    }

    @Test
    void manyCallsShareConnections() throws Exception {
        ManagedChannel client = connect("h2c");
        BlockingQueue<String> answers = new LinkedBlockingQueue<>();
        int calls = 150;
        for (int i = 0; i < calls; i++) {
            ClientCalls.asyncUnaryCall(client.newCall(GrpcService.ECHO, USUAL), bytes("e" + i), new Collector(answers));
        }
        for (int i = 0; i < 2 * calls; i++) {
            assertThat(take(answers)).matches("e\\d+|completed");
        }
        // Two for each worker, since one has room for a hundred calls.
        assertThat(Gauge.connections(gateway).value())
                .isBetween(1.0, 2.0 * Runtime.getRuntime().availableProcessors());
    }

    // ---- errors and ends ----

    @ParameterizedTest
    @CsvSource({"h2c, NOT_FOUND", "h2c, DATA_LOSS", "tls, NOT_FOUND"})
    void aStatusPassesWithWhatBelongsToIt(String how, Status.Code code) throws Exception {
        StatusRuntimeException failed = failure(connect(how), GrpcService.FAIL, code.name());
        assertThat(failed.getStatus().getCode()).isEqualTo(code);
        assertThat(failed.getStatus().getDescription()).isEqualTo("as asked: 100% ä");
        assertThat(failed.getTrailers().get(GrpcService.DETAIL)).isEqualTo("more of it");
    }

    private static StatusRuntimeException failure(
            ManagedChannel client, MethodDescriptor<byte[], byte[]> method, String message) {
        return catchThrowableOfType(
                StatusRuntimeException.class,
                () -> ClientCalls.blockingUnaryCall(client, method, USUAL, bytes(message)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"h2c", "tls"})
    void whoCancelsStopsTheServer(String how) throws Exception {
        ClientCall<byte[], byte[]> call = connect(how).newCall(GrpcService.HANG, USUAL);
        ClientCalls.asyncUnaryCall(call, bytes(""), new Collector(new LinkedBlockingQueue<>()));
        GrpcService called = how.equals("tls") ? secureService : service;
        assertThat(called.hanging.await(30, TimeUnit.SECONDS)).isTrue();
        call.cancel("no more", null);
        assertThat(called.cancelled.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aDeadlineEndsTheCallOnBothSides() throws Exception {
        ManagedChannel client = connect("h2c");
        StatusRuntimeException failed = catchThrowableOfType(
                StatusRuntimeException.class,
                () -> ClientCalls.blockingUnaryCall(
                        client, GrpcService.HANG, USUAL.withDeadlineAfter(500, TimeUnit.MILLISECONDS), bytes("")));
        assertThat(failed.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
        assertThat(service.cancelled.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aReaderThatStopsHoldsUpItsServerAndNobodyElse() throws Exception {
        ManagedChannel client = connect("h2c");
        // Messages are taken one by one, as the iterator is asked for them.
        Iterator<byte[]> endless =
                ClientCalls.blockingServerStreamingCall(client, GrpcService.REPEAT, USUAL, bytes("x".repeat(100_000)));
        assertThat(endless.next()).hasSize(100_000);
        for (int i = 0; i < 20; i++) {
            assertThat(ClientCalls.blockingUnaryCall(client, GrpcService.ECHO, USUAL, bytes("e")))
                    .isEqualTo(bytes("e"));
        }
        for (int i = 0; i < 50; i++) {
            assertThat(endless.next()).hasSize(100_000);
        }
    }

    @Test
    void aServerThatShutsDownIsLeftWithoutAFailure() throws Exception {
        ManagedChannel client = connect("h2c");
        BlockingQueue<String> answers = new LinkedBlockingQueue<>();
        StreamObserver<byte[]> call =
                ClientCalls.asyncBidiStreamingCall(client.newCall(GrpcService.CHAT, USUAL), new Collector(answers));
        call.onNext(bytes("a"));
        assertThat(take(answers)).isEqualTo("re: a");
        service.shutdown();
        call.onNext(bytes("b"));
        assertThat(take(answers)).isEqualTo("re: b");
        call.onCompleted();
        assertThat(take(answers)).isEqualTo("completed");
        await().untilAsserted(() -> assertThat(
                        failure(client, GrpcService.ECHO, "c").getStatus().getDescription())
                .contains("cannot connect to"));
    }

    // ---- calls in which nobody says anything ----

    /** Every limit is short, but for the idle-timeout of calls that do not go by {@code hasty.Test}. */
    private void restartInAHurry() throws Exception {
        gateway.close();
        gateway = TestGateway.start(
                directory, TestGateway.LISTENERS + """
                limits: { rate-window: 200ms, min-request-rate: 1kB, min-answer-rate: 1MB, header-timeout: 300ms, keep-alive-timeout: 300ms }
                upstreams:
                  plain: { address: "%s", protocol: h2, first-byte-timeout: 300ms, keep-alive: 300ms }
                  hasty: { address: "%s", protocol: h2, idle-timeout: 300ms }
                models:
                  m: { upstream: plain }
                routes:
                  - { name: plain, path: /phoenix.Test/, for: grpc, upstream: plain }
                  - { name: hasty, path: /hasty.Test/, upstream: hasty }
                  - { name: chat, path: /v1/chat/completions, models: chat }
                """.formatted(service.address(), service.address()));
    }

    private static MethodDescriptor<byte[], byte[]> hasty(MethodDescriptor<byte[], byte[]> method) {
        return method.toBuilder()
                .setFullMethodName("hasty.Test/" + method.getFullMethodName())
                .build();
    }

    /** Two of each limit are over when this returns, since others were cut off by them. */
    private void awaitLimits() throws Exception {
        for (int i = 0; i < 2; i++) {
            try (RawConnection late = RawConnection.to(gateway.port());
                    RawConnection idle = RawConnection.to(gateway.port());
                    RawHttp2 call = RawHttp2.to(gateway.port())) {
                call.post(1, "/hasty.Test/phoenix.Test/Chat", "content-type", "application/grpc", "te", "trailers");
                late.send("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n{");
                assertThat(call.answer(1).header("grpc-status")).isEqualTo("14");
                assertThat(late.readMessage()).startsWith("HTTP/1.1 408 ");
                idle.awaitEnd();
            }
        }
    }

    @Test
    void aCallMayBeSilentWithinTheIdleTimeoutAlone() throws Exception {
        restartInAHurry();
        ManagedChannel client = connect("h2c");
        BlockingQueue<String> begun = new LinkedBlockingQueue<>();
        BlockingQueue<String> unsaid = new LinkedBlockingQueue<>();
        BlockingQueue<String> watched = new LinkedBlockingQueue<>();
        StreamObserver<byte[]> talk =
                ClientCalls.asyncBidiStreamingCall(client.newCall(GrpcService.CHAT, USUAL), new Collector(begun));
        talk.onNext(bytes("a"));
        assertThat(take(begun)).isEqualTo("re: a");
        take(service.headers);
        StreamObserver<byte[]> silence =
                ClientCalls.asyncBidiStreamingCall(client.newCall(GrpcService.CHAT, USUAL), new Collector(unsaid));
        take(service.headers);
        ClientCall<byte[], byte[]> watch = client.newCall(GrpcService.WATCH, USUAL);
        ClientCalls.asyncServerStreamingCall(watch, bytes("w"), new Collector(watched));
        assertThat(take(watched)).isEqualTo("w");

        awaitLimits();
        talk.onNext(bytes("b"));
        assertThat(take(begun)).isEqualTo("re: b");
        silence.onNext(bytes("c"));
        assertThat(take(unsaid)).isEqualTo("re: c");
        talk.onCompleted();
        silence.onCompleted();
        assertThat(take(begun)).isEqualTo("completed");
        assertThat(take(unsaid)).isEqualTo("completed");
        assertThat(watched).isEmpty();
        watch.cancel("no more", null);
        assertThat(take(watched)).contains("CANCELLED");
        Gauge.inFlight(gateway).awaitValue(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Chat", "Watch"})
    void aSilentCallEndsWhenItsClientsConnectionDoes(String method) throws Exception {
        restartInAHurry();
        try (RawHttp2 client = RawHttp2.to(gateway.port())) {
            client.post(1, "/phoenix.Test/" + method, "content-type", "application/grpc", "te", "trailers");
            client.data(1, new byte[] {0, 0, 0, 0, 1, 'x'}, method.equals("Watch"));
            client.await(RawHttp2.DATA);
            assertThat(service.cancelled.getCount()).isOne();
            client.connection().reset();
            assertThat(service.cancelled.await(30, TimeUnit.SECONDS)).isTrue();
            Gauge.inFlight(gateway).awaitValue(0);
        }
    }

    /** Whether its messages have begun or not, and whoever may speak next. */
    @ParameterizedTest
    @CsvSource({"Chat, false", "Chat, true", "Watch, true"})
    void aCallThatIsSilentForTooLongEndsWithItsStatus(String method, boolean begun) throws Exception {
        restartInAHurry();
        BlockingQueue<String> answers = new LinkedBlockingQueue<>();
        ManagedChannel client = connect("h2c");
        if (method.equals("Watch")) {
            ClientCalls.asyncServerStreamingCall(
                    client.newCall(hasty(GrpcService.WATCH), USUAL), bytes("w"), new Collector(answers));
            assertThat(take(answers)).isEqualTo("w");
        } else {
            StreamObserver<byte[]> call = ClientCalls.asyncBidiStreamingCall(
                    client.newCall(hasty(GrpcService.CHAT), USUAL), new Collector(answers));
            if (begun) {
                call.onNext(bytes("a"));
                assertThat(take(answers)).isEqualTo("re: a");
            }
        }
        assertThat(take(answers)).contains("UNAVAILABLE", "nothing was said in this call for 300 ms");
        assertThat(service.cancelled.await(30, TimeUnit.SECONDS)).isTrue();
        Gauge.inFlight(gateway).awaitValue(0);
        assertThat(ClientCalls.blockingUnaryCall(client, GrpcService.ECHO, USUAL, bytes("e")))
                .isEqualTo(bytes("e"));
        assertThat(gateway.stopAndReadLog("error.log"))
                .anySatisfy(line -> assertThat(line).contains("upstream_idle_timeout", "route=hasty"));
    }

    /** The status comes behind half a message, which nobody may take for a whole one. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aServerThatBreaksOffItsAnswerIsUnavailable(boolean byItsConnection) throws Exception {
        gateway.close();
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
                    RawHttp2 server = RawHttp2.serve(connection);
                    int stream = server.await(RawHttp2.HEADERS).stream();
                    server.send(
                            RawHttp2.HEADERS,
                            RawHttp2.END_HEADERS,
                            stream,
                            RawHttp2.block(":status", "200", "content-type", "application/grpc+proto"));
                    server.data(stream, new byte[] {0, 0, 0, 0, 9, 'h', 'a', 'l', 'f'}, false);
                    if (!byItsConnection) {
                        server.sendNumber(RawHttp2.RST_STREAM, stream, RawHttp2.INTERNAL_ERROR);
                        connection.awaitEnd();
                    }
                });
                TestGateway second =
                        TestGateway.start(directory, TestGateway.LISTENERS + """
                        upstreams:
                          plain: { address: "%s", protocol: h2 }
                        routes:
                          - { name: plain, path: /phoenix.Test/, upstream: plain }
                        """.formatted(upstream.address()));
                RawHttp2 client = RawHttp2.to(second.port())) {
            client.post(1, "/phoenix.Test/Chat", "content-type", "application/grpc", "te", "trailers");
            RawHttp2.Answer answer = client.answer(1);
            assertThat(answer.reset()).isEqualTo(-1);
            assertThat(answer.body()).endsWith("half");
            assertThat(answer.trailers().get("grpc-status")).hasToString("14");
            assertThat(answer.trailers().get("grpc-message").toString()).contains(upstream.address());
            Gauge.inFlight(second).awaitValue(0);
            assertThat(client.get(3, "/none").answer(3).status()).isEqualTo("404");
        }
    }

    // ---- what the gateway answers itself ----

    @ParameterizedTest
    @CsvSource({
        "down.Test, UNAVAILABLE, cannot connect to 127.0.0.1:1",
        "silent.Test, UNAVAILABLE, gave no answer within 200 ms",
        "small.Test, UNKNOWN, longer than the 100 bytes",
        "blocked.Test, PERMISSION_DENIED, ",
        "none.Test, UNIMPLEMENTED, no route of this gateway leads to `/none.Test/phoenix.Test/Hang`",
    })
    void itsOwnErrorsAreThoseOfGrpc(String name, Status.Code code, String description) throws Exception {
        MethodDescriptor<byte[], byte[]> method = GrpcService.HANG.toBuilder()
                .setFullMethodName(name + "/phoenix.Test/Hang")
                .build();
        StatusRuntimeException failed = failure(connect("h2c"), method, "m".repeat(1000));
        assertThat(failed.getStatus().getCode()).isEqualTo(code);
        assertThat(failed.getStatus().getDescription()).contains(description == null ? "" : description);
    }

    @Test
    void whatIsNoCallOfGrpcIsToldSo() throws Exception {
        try (RawHttp2 client = RawHttp2.to(gateway.port())) {
            client.send(
                    RawHttp2.HEADERS,
                    RawHttp2.END_HEADERS | RawHttp2.END_STREAM,
                    1,
                    RawHttp2.request("POST", "/phoenix.Test/Echo", "content-type", "application/json"));
            RawHttp2.Answer answer = client.answer(1);
            assertThat(answer.status()).isEqualTo("404");
            assertThat(answer.body()).contains("no route of this gateway leads to `/phoenix.Test/Echo`");
            assertThat(client.get(3, "/mixed/").answer(3).status()).isEqualTo("502");
        }
    }

    /** Answers, and how they end. */
    private record Collector(BlockingQueue<String> answers) implements StreamObserver<byte[]> {

        @Override
        public void onNext(byte[] message) {
            answers.add(text(message));
        }

        @Override
        public void onError(Throwable cause) {
            answers.add(cause.toString());
        }

        @Override
        public void onCompleted() {
            answers.add("completed");
        }
    }
}
