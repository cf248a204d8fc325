package io.phoenix.gateway.core.listener;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.phoenix.gateway.core.listener.Http1Oracle.Field;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * What a client sends in HTTP/2, whatever it is: in HTTP/1.1 the upstream gets one request for one stream that ended,
 * with that stream's method, path, host, fields and body, or nothing; never two, and never a line that no field stood
 * for. Run by {@code bin/fuzz}.
 */
class Http2RequestFuzzTest {

    private static final int STREAMS = 8;

    private static final String[] NAMES = {
        ":method",
        ":path",
        ":scheme",
        ":authority",
        ":protocol",
        ":status",
        ":",
        "host",
        "content-length",
        "transfer-encoding",
        "connection",
        "proxy-connection",
        "keep-alive",
        "upgrade",
        "te",
        "trailer",
        "cookie",
        "expect",
        "via",
        "x-a",
        "X-A",
        "x a",
        "x-a:",
        "",
        "x\r\ny",
        "x-http2-stream-id",
        "x-http2-path",
        "x-http2-scheme",
        "content-encoding",
        "max-forwards",
        "x-forwarded-for",
        "http2-settings",
        "\u00e9",
    };

    private static final String[] VALUES = {
        "",
        "GET",
        "POST",
        "CONNECT",
        "HEAD",
        "OPTIONS",
        "GET / HTTP/1.1\r\nx: y",
        "/",
        "*",
        "/a b",
        "/a\r\nx: y",
        "/a#b",
        "http://i/a",
        "a",
        "h",
        "h:80",
        "i",
        "h@i",
        "h\r\nx: y",
        "http",
        "https",
        "0",
        "3",
        "5",
        "+5",
        "5, 5",
        "chunked",
        "trailers",
        "close",
        "websocket",
        "h2c",
        "100-continue",
        "a\r\n\r\nGET /b HTTP/1.1\r\nhost: h\r\n\r\n",
        "a\nb",
        "a\rb",
        "a\u0000b",
        " a",
        "a\t",
        "\u00e9\u00ff",
        "gzip",
        "1",
    };

    private static final Set<String> OF_A_CONNECTION =
            Set.of("connection", "proxy-connection", "keep-alive", "transfer-encoding", "upgrade");

    private final Complaints complaints = Complaints.listen();

    /** What went into one stream. */
    private static final class Stream {
        private final List<Field> fields = new ArrayList<>();
        private final StringBuilder body = new StringBuilder();
        private boolean ended;

        private List<String> values(String name) {
            return Http1Oracle.values(fields, name);
        }

        /** Whether {@code request} is what this stream asked for. */
        private boolean explains(Http1Oracle.Request request) {
            List<String> hosts = new ArrayList<>(values(":authority"));
            hosts.addAll(values("host"));
            List<String> lengths = values("content-length");
            return ended
                    && values(":method").equals(List.of(request.method()))
                    && values(":path").equals(List.of(request.target()))
                    && hosts.stream().allMatch(host -> host.trim().equalsIgnoreCase(request.authority()))
                    && body.toString().equals(request.body())
                    && lengths.stream().allMatch(length -> length.trim().equals(String.valueOf(body.length())))
                    && fields.stream().noneMatch(field -> OF_A_CONNECTION.contains(field.name()))
                    && sorted(comparable()).equals(sorted(request.fields()));
        }

        private List<Field> comparable() {
            List<Field> plain = fields.stream()
                    .filter(field -> !field.name().startsWith(":")
                            && !field.name().startsWith("x-http2-")
                            && !field.name().equals("cookie"))
                    .map(field -> new Field(field.name(), field.value().trim()))
                    .collect(Collectors.toList());
            List<String> cookies = values("cookie");
            if (!cookies.isEmpty()) {
                plain.add(new Field("cookie", String.join("; ", cookies).trim()));
            }
            return Http1Oracle.comparable(plain, List.of());
        }

        private static List<Field> sorted(List<Field> fields) {
            return fields.stream()
                    .sorted(Comparator.comparing(Field::name).thenComparing(Field::value))
                    .collect(Collectors.toList());
        }
    }

    /** Streams of nearly right requests between two that are right. */
    @FuzzTest(maxDuration = "60s")
    void anyFields(FuzzedDataProvider data) {
        try (EmbeddedGateway gateway = EmbeddedGateway.http2(STREAMS)) {
            gateway.send(Http2Frames.begin().get(1, "/first").toBytes());
            List<Stream> streams = new ArrayList<>();
            Http2Frames frames = new Http2Frames();
            for (int id = 3; id <= 7 && data.remainingBytes() > 0; id += 2) {
                streams.add(stream(data, id, frames));
            }
            gateway.send(frames.toBytes());
            gateway.send(new Http2Frames().get(9, "/last").toBytes());
            complaints.assertNone();
            List<Http1Oracle.Request> forwarded = new ArrayList<>(gateway.forwarded());
            require(forwarded.removeIf(request -> request.target().equals("/first")), "the first is lost");
            require(
                    forwarded.removeIf(request -> request.target().equals("/last")) || !gateway.isOpen(),
                    "the last is lost");
            for (Http1Oracle.Request request : forwarded) {
                Stream match = streams.stream()
                        .filter(stream -> stream.explains(request))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError("nobody asked for " + request));
                streams.remove(match);
            }
        }
    }

    private static Stream stream(FuzzedDataProvider data, int id, Http2Frames frames) {
        Stream stream = new Stream();
        List<String> block = new ArrayList<>();
        if (data.consumeBoolean()) {
            block.addAll(List.of(":method", "POST", ":scheme", "http", ":path", "/" + id, ":authority", "h"));
        }
        for (int left = data.consumeInt(0, 8); left > 0; left--) {
            int place = Math.min(block.size(), 2 * data.consumeInt(0, 8));
            block.add(place, text(data, VALUES));
            block.add(place, text(data, NAMES));
        }
        for (int i = 0; i < block.size(); i += 2) {
            stream.fields.add(new Field(block.get(i), block.get(i + 1)));
        }
        int pieces = data.consumeInt(0, 3);
        boolean trailers = data.consumeProbabilityFloat() < 0.2f;
        boolean ends = data.consumeProbabilityFloat() < 0.9f;
        int endOfHead = pieces == 0 && !trailers && ends ? Http2Frames.END_STREAM : 0;
        byte[] bytes = Http2Frames.block(block.toArray(new String[0]));
        if (data.consumeProbabilityFloat() < 0.1f) {
            int cut = data.consumeInt(0, bytes.length);
            frames.frame(Http2Frames.HEADERS, endOfHead, id, Arrays.copyOfRange(bytes, 0, cut));
            frames.frame(
                    Http2Frames.CONTINUATION,
                    Http2Frames.END_HEADERS,
                    id,
                    Arrays.copyOfRange(bytes, cut, bytes.length));
        } else {
            frames.frame(Http2Frames.HEADERS, endOfHead | Http2Frames.END_HEADERS, id, bytes);
        }
        for (int i = 1; i <= pieces; i++) {
            String piece = data.pickValue(new String[] {"hello", "", "0\r\n\r\nGET /b HTTP/1.1\r\n", "x"});
            stream.body.append(piece);
            frames.frame(
                    Http2Frames.DATA,
                    i == pieces && !trailers && ends ? Http2Frames.END_STREAM : 0,
                    id,
                    EmbeddedGateway.ascii(piece));
        }
        if (trailers) {
            frames.frame(
                    Http2Frames.HEADERS,
                    Http2Frames.END_HEADERS | (ends ? Http2Frames.END_STREAM : 0),
                    id,
                    Http2Frames.block(text(data, NAMES), text(data, VALUES)));
        }
        if (data.consumeProbabilityFloat() < 0.05f) {
            frames.frame(Http2Frames.RST_STREAM, 0, id, new byte[] {0, 0, 0, 8});
        }
        stream.ended = ends;
        return stream;
    }

    private static String text(FuzzedDataProvider data, String[] known) {
        return data.consumeProbabilityFloat() < 0.85f ? data.pickValue(known) : latin1(data.consumeBytes(6));
    }

    private static String latin1(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /**
     * Bytes as they come behind the preface, at once and in pieces: the upstream gets well-formed requests only. They
     * need not be the same ones, since a reset that comes with its request overtakes it.
     */
    @FuzzTest(maxDuration = "60s")
    void anyFrames(byte[] bytes) {
        run(bytes, bytes.length);
        run(bytes, 1 + new SplittableRandom(Arrays.hashCode(bytes)).nextInt(30));
    }

    private void run(byte[] bytes, int piece) {
        try (EmbeddedGateway gateway = EmbeddedGateway.http2(STREAMS)) {
            gateway.send(Http2Frames.begin().toBytes());
            for (int from = 0; from < bytes.length; from += piece) {
                gateway.send(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + piece)));
            }
            complaints.assertNone();
        }
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new AssertionError(otherwise);
        }
    }
}
