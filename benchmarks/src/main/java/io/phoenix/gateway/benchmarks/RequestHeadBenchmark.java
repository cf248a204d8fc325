package io.phoenix.gateway.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.phoenix.gateway.core.http.ForwardedHeaders;
import io.phoenix.gateway.core.http.HeadLimits;
import io.phoenix.gateway.core.http.RequestHead;
import io.phoenix.gateway.core.http.RequestValidator;
import io.phoenix.gateway.core.http.TrustedProxies;
import io.phoenix.gateway.core.http.WireGuard;
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
 * What the gateway does with a request's head of nine headers beside decoding it: {@code guard} looks at its bytes,
 * {@code validate} judges and splits it, {@code forward} also adds what a backend is told, {@code copy} is what both
 * begin with here, to be subtracted. With {@code -prof gc} also the garbage.
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
    private ByteBuf bytes;

    @Setup
    public void write() {
        StringBuilder head = new StringBuilder("POST " + TARGET + " HTTP/1.1\r\n");
        RequestHeads.of(HttpMethod.POST, TARGET)
                .headers()
                .forEach(header -> head.append(header.getKey() + ": " + header.getValue() + "\r\n"));
        bytes = Unpooled.directBuffer()
                .writeBytes(head.append("\r\n").toString().getBytes(US_ASCII));
    }

    @Benchmark
    public boolean guard() {
        WireGuard guard = new WireGuard(LIMITS, true);
        if (guard.look(bytes) != null || guard.awaitsHead()) {
            throw new IllegalStateException("the head should pass");
        }
        return guard.isInBody();
    }

    @Benchmark
    public HttpRequest copy() {
        return RequestHeads.of(HttpMethod.POST, TARGET);
    }

    @Benchmark
    public RequestHead validate() {
        return RequestValidator.validate(RequestHeads.of(HttpMethod.POST, TARGET), RequestHeads.CLIENT)
                .head();
    }

    @Benchmark
    public RequestHead forward() {
        RequestHead head = validate();
        forwarded.apply(head, null);
        return head;
    }
}
