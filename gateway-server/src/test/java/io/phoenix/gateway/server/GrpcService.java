package io.phoenix.gateway.server;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A real server of gRPC with one method of each kind, whose messages are bare bytes. */
final class GrpcService implements AutoCloseable {

    static final String NAME = "phoenix.Test";
    static final MethodDescriptor<byte[], byte[]> ECHO = method(MethodType.UNARY, "Echo");
    static final MethodDescriptor<byte[], byte[]> FAIL = method(MethodType.UNARY, "Fail");
    static final MethodDescriptor<byte[], byte[]> HANG = method(MethodType.UNARY, "Hang");
    static final MethodDescriptor<byte[], byte[]> REPEAT = method(MethodType.SERVER_STREAMING, "Repeat");
    static final MethodDescriptor<byte[], byte[]> WATCH = method(MethodType.SERVER_STREAMING, "Watch");
    static final MethodDescriptor<byte[], byte[]> JOIN = method(MethodType.CLIENT_STREAMING, "Join");
    static final MethodDescriptor<byte[], byte[]> CHAT = method(MethodType.BIDI_STREAMING, "Chat");

    static final Metadata.Key<String> ASKED = Metadata.Key.of("asked", Metadata.ASCII_STRING_MARSHALLER);
    static final Metadata.Key<String> DETAIL = Metadata.Key.of("detail", Metadata.ASCII_STRING_MARSHALLER);

    /** The headers of each call, as they came. */
    final BlockingQueue<Metadata> headers = new LinkedBlockingQueue<>();

    /** Of the call of HANG. */
    final CountDownLatch hanging = new CountDownLatch(1);

    /** Of a call of HANG, WATCH or CHAT. */
    final CountDownLatch cancelled = new CountDownLatch(1);

    private final Server server;

    private GrpcService(NettyServerBuilder builder) throws IOException {
        server = builder.maxInboundMessageSize(64 << 20)
                .intercept(new Recorder())
                .addService(ServerServiceDefinition.builder(NAME)
                        .addMethod(ECHO, ServerCalls.asyncUnaryCall(GrpcService::echo))
                        .addMethod(FAIL, ServerCalls.asyncUnaryCall(GrpcService::fail))
                        .addMethod(HANG, ServerCalls.asyncUnaryCall(this::hang))
                        .addMethod(REPEAT, ServerCalls.asyncServerStreamingCall(GrpcService::repeat))
                        .addMethod(WATCH, ServerCalls.asyncServerStreamingCall(this::watch))
                        .addMethod(JOIN, ServerCalls.asyncClientStreamingCall(Join::new))
                        .addMethod(CHAT, ServerCalls.asyncBidiStreamingCall(answer -> new Chat(answer, cancelled)))
                        .build())
                .build()
                .start();
    }

    static GrpcService start() throws IOException {
        return new GrpcService(NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0)));
    }

    /** With the certificate and the key of these files. */
    static GrpcService startTls(Path certificate, Path key) throws IOException {
        return new GrpcService(NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
                .sslContext(GrpcSslContexts.forServer(certificate.toFile(), key.toFile())
                        .build()));
    }

    private static MethodDescriptor<byte[], byte[]> method(MethodType type, String name) {
        return MethodDescriptor.<byte[], byte[]>newBuilder()
                .setType(type)
                .setFullMethodName(MethodDescriptor.generateFullMethodName(NAME, name))
                .setRequestMarshaller(new Bytes())
                .setResponseMarshaller(new Bytes())
                .build();
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(byte[] message) {
        return new String(message, StandardCharsets.UTF_8);
    }

    private static void echo(byte[] request, StreamObserver<byte[]> answer) {
        answer.onNext(request);
        answer.onCompleted();
    }

    /** The status that the request names, with metadata. */
    private static void fail(byte[] request, StreamObserver<byte[]> answer) {
        Metadata trailers = new Metadata();
        trailers.put(DETAIL, "more of it");
        answer.onError(Status.fromCode(Status.Code.valueOf(text(request)))
                .withDescription("as asked: 100% ä")
                .asRuntimeException(trailers));
    }

    private void hang(byte[] request, StreamObserver<byte[]> answer) {
        ((ServerCallStreamObserver<byte[]>) answer).setOnCancelHandler(cancelled::countDown);
        Context.current().addListener(context -> cancelled.countDown(), Runnable::run);
        hanging.countDown();
    }

    /** Sends the request back without end, as long as the client takes it. */
    private static void repeat(byte[] request, StreamObserver<byte[]> answer) {
        ServerCallStreamObserver<byte[]> client = (ServerCallStreamObserver<byte[]>) answer;
        int[] left = {text(request).startsWith("x") ? Integer.MAX_VALUE : 3};
        client.setOnReadyHandler(() -> {
            while (client.isReady() && left[0] > 0) {
                client.onNext(request);
                if (--left[0] == 0) {
                    client.onCompleted();
                }
            }
        });
    }

    /** Sends the request back once, and then nothing, as long as the client waits for more. */
    private void watch(byte[] request, StreamObserver<byte[]> answer) {
        ((ServerCallStreamObserver<byte[]>) answer).setOnCancelHandler(cancelled::countDown);
        answer.onNext(request);
    }

    String address() {
        return "127.0.0.1:" + server.getPort();
    }

    /** Ends connections by GOAWAY, after their calls. */
    void shutdown() {
        server.shutdown();
    }

    @Override
    public void close() {
        server.shutdownNow();
        try {
            server.awaitTermination(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static final class Join implements StreamObserver<byte[]> {

        private final StringBuilder joined = new StringBuilder();
        private final StreamObserver<byte[]> answer;

        Join(StreamObserver<byte[]> answer) {
            this.answer = answer;
        }

        @Override
        public void onNext(byte[] message) {
            joined.append(text(message));
        }

        @Override
        public void onError(Throwable cause) {
            // The client is gone.
        }

        @Override
        public void onCompleted() {
            answer.onNext(bytes(joined.toString()));
            answer.onCompleted();
        }
    }

    private record Chat(StreamObserver<byte[]> answer, CountDownLatch cancelled) implements StreamObserver<byte[]> {

        @Override
        public void onNext(byte[] message) {
            answer.onNext(bytes("re: " + text(message)));
        }

        @Override
        public void onError(Throwable cause) {
            cancelled.countDown();
        }

        @Override
        public void onCompleted() {
            answer.onCompleted();
        }
    }

    private final class Recorder implements ServerInterceptor {

        @Override
        public <A, B> ServerCall.Listener<A> interceptCall(
                ServerCall<A, B> call, Metadata received, ServerCallHandler<A, B> next) {
            headers.add(received);
            return next.startCall(call, received);
        }
    }

    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {

        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
