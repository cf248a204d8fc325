package io.phoenix.gateway.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.phoenix.gateway.core.http.ForwardedHeaders;
import io.phoenix.gateway.core.http.HeadLimits;
import io.phoenix.gateway.core.http.RequestHead;
import io.phoenix.gateway.core.http.RequestValidator;
import io.phoenix.gateway.core.http.TrustedProxies;
import io.phoenix.gateway.core.wire.RequestDecoder;
import io.phoenix.gateway.core.wire.RequestEncoder;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a request's head of nine fields costs on its way: {@code decode} reads it, {@code validate} also judges and
 * splits it, {@code forward} also adds what a backend is told, {@code relay} also writes it. All of them go through
 * channels without sockets, whose share {@code channel} tells. With {@code -prof gc} also the garbage.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 2, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class RequestHeadBenchmark {
    private static final String TARGET = "/v1/chat/completions";
    private static final HeadLimits LIMITS = new HeadLimits(16 * 1024, 64 * 1024, 200);

    private final ForwardedHeaders forwarded = new ForwardedHeaders(TrustedProxies.NONE, "gateway-0123456789abcdef");
    private final EmbeddedChannel bare = new EmbeddedChannel();
    private final EmbeddedChannel client = new EmbeddedChannel(new RequestDecoder(LIMITS) {
        @Override
        protected void onRequest(HttpRequest request) {}
    });
    private final EmbeddedChannel upstream = new EmbeddedChannel(new RequestEncoder() {
        @Override
        protected void onRequest(HttpRequest request) {}
    });
    private ByteBuf bytes;

    @Setup
    public void write() {
        StringBuilder head = new StringBuilder("POST " + TARGET + " HTTP/1.1\r\n");
        RequestHeads.of(HttpMethod.POST, TARGET)
                .headers()
                .remove("Content-Length")
                .forEach(header -> head.append(header.getKey() + ": " + header.getValue() + "\r\n"));
        bytes = Unpooled.directBuffer()
                .writeBytes(head.append("\r\n").toString().getBytes(US_ASCII));
    }

    @Benchmark
    public Object channel() {
        bare.writeInbound(bytes.retainedDuplicate());
        ByteBuf same = bare.readInbound();
        same.release();
        return same;
    }

    @Benchmark
    public HttpRequest decode() {
        client.writeInbound(bytes.retainedDuplicate());
        HttpRequest request = client.readInbound();
        LastHttpContent end = client.readInbound();
        end.release();
        return request;
    }

    @Benchmark
    public RequestHead validate() {
        return RequestValidator.validate(decode(), RequestHeads.CLIENT).head();
    }

    @Benchmark
    public RequestHead forward() {
        RequestHead head = validate();
        forwarded.apply(head, null);
        return head;
    }

    @Benchmark
    public int relay() {
        HttpRequest request = decode();
        RequestHead head =
                RequestValidator.validate(request, RequestHeads.CLIENT).head();
        forwarded.apply(head, null);
        upstream.writeOutbound(request);
        ByteBuf written = upstream.readOutbound();
        int size = written.readableBytes();
        written.release();
        return size;
    }
}
