package io.phoenix.gateway.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.multipart.Attribute;
import io.netty.handler.codec.http.multipart.DefaultHttpDataFactory;
import io.netty.handler.codec.http.multipart.HttpPostMultipartRequestDecoder;
import io.phoenix.gateway.benchmarks.ModelScannerBenchmark.Place;
import io.phoenix.gateway.routing.model.MultipartModelScanner;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
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
 * Time to check a whole form with a file of 20 MB and find its model, in direct chunks of 16 KiB as they come from a
 * socket, beside Netty's decoder, which keeps the file in memory. The score is the time for one body; 20 000 000 over
 * the score in microseconds is the speed in MB/s.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 2, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class MultipartScannerBenchmark {
    private static final int CHUNK = 16 * 1024;
    private static final int FILE = 20_000_000;
    private static final String BOUNDARY = "------------------------d74496d66958873e";

    /** What the file is made of. */
    public enum Content {
        /** Compressed sound: a carriage return every 256 bytes. */
        RANDOM,
        /** Raw sound of a quiet room. */
        ZEROS,
        /** Text with lines of 80 characters that end with CRLF. */
        LINES
    }

    @Param({"RANDOM", "ZEROS", "LINES"})
    public Content file;

    @Param({"FIRST", "LAST"})
    public Place model;

    private final List<ByteBuf> chunks = new ArrayList<>();

    @Setup
    public void cutIntoChunks() {
        ByteArrayOutputStream form = new ByteArrayOutputStream(FILE + 1_000);
        byte[] field = part("name=\"model\"\r\n\r\nwhisper-1");
        form.writeBytes(model == Place.FIRST ? field : new byte[0]);
        form.writeBytes(part("name=\"file\"; filename=\"a.flac\"\r\nContent-Type: audio/flac\r\n\r\n"));
        form.write(content(), 0, FILE);
        form.writeBytes("\r\n".getBytes(US_ASCII));
        form.writeBytes(model == Place.LAST ? field : new byte[0]);
        form.writeBytes(("--" + BOUNDARY + "--\r\n").getBytes(US_ASCII));
        byte[] bytes = form.toByteArray();
        for (int from = 0; from < bytes.length; from += CHUNK) {
            int length = Math.min(CHUNK, bytes.length - from);
            chunks.add(PooledByteBufAllocator.DEFAULT.directBuffer(CHUNK).writeBytes(bytes, from, length));
        }
    }

    private static byte[] part(String rest) {
        String end = rest.endsWith("\r\n\r\n") ? "" : "\r\n";
        return ("--" + BOUNDARY + "\r\nContent-Disposition: form-data; " + rest + end).getBytes(US_ASCII);
    }

    private byte[] content() {
        byte[] content = new byte[FILE];
        if (file == Content.RANDOM) {
            new Random(7).nextBytes(content);
        } else if (file == Content.LINES) {
            Arrays.fill(content, (byte) 'x');
            for (int i = 80; i + 1 < FILE; i += 82) {
                content[i] = '\r';
                content[i + 1] = '\n';
            }
        }
        return content;
    }

    @TearDown
    public void release() {
        chunks.forEach(ByteBuf::release);
    }

    @Benchmark
    public String scanner() {
        MultipartModelScanner scanner = new MultipartModelScanner(BOUNDARY);
        for (ByteBuf chunk : chunks) {
            scanner.feed(chunk);
        }
        scanner.end();
        if (scanner.problem() != null) {
            throw new IllegalStateException(scanner.problem().message());
        }
        return scanner.model();
    }

    @Benchmark
    public String nettyDecoder() throws IOException {
        HttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/");
        request.headers().set(HttpHeaderNames.CONTENT_TYPE, "multipart/form-data; boundary=" + BOUNDARY);
        HttpPostMultipartRequestDecoder decoder =
                new HttpPostMultipartRequestDecoder(new DefaultHttpDataFactory(false), request);
        try {
            for (ByteBuf chunk : chunks) {
                decoder.offer(new DefaultHttpContent(chunk.duplicate()));
            }
            decoder.offer(LastHttpContent.EMPTY_LAST_CONTENT);
            return ((Attribute) decoder.getBodyHttpData("model")).getValue();
        } finally {
            decoder.destroy();
        }
    }
}
