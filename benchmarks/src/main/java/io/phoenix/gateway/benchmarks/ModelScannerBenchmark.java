package io.phoenix.gateway.benchmarks;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.async.ByteBufferFeeder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufInputStream;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.phoenix.gateway.routing.model.JsonModelScanner;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
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
 * Time to check a whole body and find its model, in direct chunks of 16 KiB as they come from a socket, beside
 * Jackson's blocking and non-blocking parsers. The score is the time for one body; its size over the score is the speed
 * in MB/s.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 2, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class ModelScannerBenchmark {
    private static final int CHUNK = 16 * 1024;

    /** What the body is made of, and about how large it is. */
    public enum Body {
        CHAT_1K,
        CHAT_16K,
        CHAT_1M,
        CHINESE_1M,
        NUMBERS_1M,
        INDENTED_1M,
        IMAGE_20M
    }

    /** Where the model stands among the members. */
    public enum Place {
        FIRST,
        MIDDLE,
        LAST
    }

    @Param({"CHAT_1K", "CHAT_16K", "CHAT_1M", "CHINESE_1M", "NUMBERS_1M", "INDENTED_1M", "IMAGE_20M"})
    public Body body;

    @Param({"FIRST", "MIDDLE", "LAST"})
    public Place model;

    private final List<ByteBuf> chunks = new ArrayList<>();
    private final JsonFactory jackson = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    @Setup
    public void cutIntoChunks() {
        byte[] bytes = RequestBodies.chat(body, model);
        for (int from = 0; from < bytes.length; from += CHUNK) {
            int length = Math.min(CHUNK, bytes.length - from);
            chunks.add(PooledByteBufAllocator.DEFAULT.directBuffer(CHUNK).writeBytes(bytes, from, length));
        }
    }

    @TearDown
    public void release() {
        chunks.forEach(ByteBuf::release);
    }

    @Benchmark
    public String scanner() {
        JsonModelScanner scanner = new JsonModelScanner();
        for (ByteBuf chunk : chunks) {
            scanner.feed(chunk);
        }
        scanner.end();
        if (!scanner.isComplete()) {
            throw new IllegalStateException(String.valueOf(scanner.problem()));
        }
        return scanner.model();
    }

    @Benchmark
    public String jacksonBlocking() throws IOException {
        CompositeByteBuf all = Unpooled.compositeBuffer(chunks.size());
        for (ByteBuf chunk : chunks) {
            all.addComponent(true, chunk.retainedSlice());
        }
        try (InputStream stream = new ByteBufInputStream(all, true);
                JsonParser parser = jackson.createParser(stream)) {
            return find(parser);
        }
    }

    @Benchmark
    public String jacksonNonBlocking() throws IOException {
        try (JsonParser parser = jackson.createNonBlockingByteBufferParser()) {
            ByteBufferFeeder feeder = (ByteBufferFeeder) parser.getNonBlockingInputFeeder();
            String found = "";
            int depth = 0;
            boolean named = false;
            for (ByteBuf chunk : chunks) {
                feeder.feedInput(chunk.nioBuffer());
                JsonToken token = parser.nextToken();
                while (token != JsonToken.NOT_AVAILABLE && token != null) {
                    if (token.isStructStart()) {
                        depth++;
                    } else if (token.isStructEnd()) {
                        depth--;
                    } else if (named) {
                        found = parser.getText();
                    }
                    named = depth == 1
                            && token == JsonToken.FIELD_NAME
                            && parser.currentName().equals("model");
                    token = parser.nextToken();
                }
            }
            feeder.endOfInput();
            return found;
        }
    }

    private static String find(JsonParser parser) throws IOException {
        String found = "";
        parser.nextToken();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean named = parser.currentName().equals("model");
            parser.nextToken();
            if (named) {
                found = parser.getText();
            } else {
                parser.skipChildren();
            }
        }
        return found;
    }
}
