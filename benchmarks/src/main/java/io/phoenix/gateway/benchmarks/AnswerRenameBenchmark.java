package io.phoenix.gateway.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.phoenix.gateway.core.exchange.AnswerEditor;
import io.phoenix.gateway.routing.model.AnswerRename;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What renaming the model costs a stream of tokens: the time for one server-sent event of about 250 bytes that comes
 * and leaves, in direct buffers as they come from a socket. With {@code -prof gc} also the garbage per event.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 2, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class AnswerRenameBenchmark {
    private static final String SERVED = "ibm-granite/granite-3.3-8b-instruct";

    /** How the events come. */
    public enum Stream {
        /** One in a chunk, with the served name. */
        RENAMED,
        /** One in a chunk, with another name, which passes. */
        OTHER_NAME,
        /** One in two chunks, cut within the served name. */
        CUT,
        /** Sixteen in a chunk, with the served name. */
        SIXTEEN
    }

    @Param({"RENAMED", "OTHER_NAME", "CUT", "SIXTEEN"})
    public Stream stream;

    private AnswerEditor.Body body;
    private ByteBuf[] chunks;

    @Setup(Level.Iteration)
    public void begin() {
        HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        head.headers().set(HttpHeaderNames.CONTENT_TYPE, "text/event-stream");
        body = Objects.requireNonNull(new AnswerRename(SERVED, "granite").begin(head));
    }

    @Setup
    public void cutIntoChunks() {
        String event =
                "data: {\"id\":\"chatcmpl-0123456789abcdef0123456789abcdef\",\"object\":\"chat.completion.chunk\","
                        + "\"created\":1789000000,\"model\":\"" + (stream == Stream.OTHER_NAME ? "another" : SERVED)
                        + "\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\" token\"},\"logprobs\":null,\"finish_reason\":null}]}\n\n";
        int cut = event.indexOf("granite");
        chunks = switch (stream) {
            case RENAMED, OTHER_NAME -> new ByteBuf[] {chunk(event)};
            case CUT -> new ByteBuf[] {chunk(event.substring(0, cut)), chunk(event.substring(cut))};
            case SIXTEEN -> new ByteBuf[] {chunk(event.repeat(16))};
        };
    }

    private static ByteBuf chunk(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        return PooledByteBufAllocator.DEFAULT.directBuffer(bytes.length).writeBytes(bytes);
    }

    @TearDown
    public void release() {
        for (ByteBuf chunk : chunks) {
            chunk.release();
        }
    }

    @Benchmark
    public int edit() {
        int sent = 0;
        for (ByteBuf chunk : chunks) {
            ByteBuf edited = body.edit(chunk.retain());
            sent += edited.readableBytes();
            edited.release();
        }
        return sent;
    }
}
