package io.phoenix.gateway.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import io.phoenix.gateway.core.http.HeadLimits;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Fields that are parts of bytes must be the same to everybody as fields in Netty's map. */
final class WireHeadersTest {

    private static final HeadLimits LIMITS = new HeadLimits(1024, 64 * 1024, 200);

    private static final String[] NAMES = {
        "Host",
        "host",
        "HOST",
        "Accept",
        "accept-encoding",
        "Cookie",
        "cookie",
        "X-A",
        "x-a",
        "x_a",
        "Via",
        "TE",
        "Trailer"
    };

    private static final String[] VALUES = {"", "a", "A", "close", "a, b", "\u00e9", "gzip, deflate", "\"q\""};

    private static final String[] BLANKS = {" ", "", "  ", "\t", " \t "};

    private static WireHeaders parse(String lines) {
        HeadParser parser = new HeadParser(LIMITS, true);
        ByteBuf in = Unpooled.copiedBuffer("GET / HTTP/1.1\r\n" + lines + "\r\n", StandardCharsets.ISO_8859_1);
        assertThat(parser.look(in)).isTrue();
        assertThat(parser.length()).isEqualTo(in.readableBytes());
        in.release();
        return parser.fields();
    }

    private static String written(HttpHeaders headers) {
        HeadWriter out = HeadWriter.begin();
        out.fields(headers);
        ByteBuf bytes = out.take(UnpooledByteBufAllocator.DEFAULT);
        String text = bytes.toString(StandardCharsets.ISO_8859_1);
        bytes.release();
        return text;
    }

    /** What anybody may rely on: the values of each name in their order. */
    private static Map<String, List<String>> meaning(Iterable<Map.Entry<String, String>> fields) {
        Map<String, List<String>> meaning = new TreeMap<>();
        fields.forEach(field -> meaning.computeIfAbsent(field.getKey().toLowerCase(Locale.ROOT), n -> new ArrayList<>())
                .add(field.getValue()));
        return meaning;
    }

    @Test
    void anyEditsLeaveWhatTheyLeaveInNettysMap() {
        for (int seed = 0; seed < 1000; seed++) {
            Random random = new Random(seed);
            StringBuilder lines = new StringBuilder();
            HttpHeaders expected = new DefaultHttpHeaders();
            for (int i = random.nextInt(20); i > 0; i--) {
                String name = NAMES[random.nextInt(NAMES.length)];
                String value = VALUES[random.nextInt(VALUES.length)];
                String before = BLANKS[random.nextInt(BLANKS.length)];
                String behind = BLANKS[random.nextInt(BLANKS.length)];
                lines.append(name + ':' + before + value + behind + "\r\n");
                expected.add(name, value);
            }
            WireHeaders fields = parse(lines.toString());
            for (int i = random.nextInt(12); i > 0; i--) {
                edit(fields, expected, random);
                requireSame(fields, expected, "seed " + seed);
            }
            requireSame(fields, expected, "seed " + seed);
        }
    }

    private static void edit(HttpHeaders fields, HttpHeaders expected, Random random) {
        String name = NAMES[random.nextInt(NAMES.length)];
        CharSequence any = random.nextBoolean() ? name : AsciiString.of(name);
        String value = VALUES[random.nextInt(VALUES.length)];
        switch (random.nextInt(6)) {
            case 0 -> {
                fields.add(any, value);
                expected.add(any, value);
            }
            case 1 -> {
                fields.set(any, value);
                expected.set(any, value);
            }
            case 2 -> {
                fields.remove(any);
                expected.remove(any);
            }
            case 3 -> {
                fields.set(name, List.of(value, "b"));
                expected.set(name, List.of(value, "b"));
            }
            case 4 -> {
                fields.setInt(any, 5);
                expected.setInt(any, 5);
            }
            default -> {
                if (random.nextInt(5) == 0) {
                    fields.clear();
                    expected.clear();
                }
            }
        }
    }

    private static void requireSame(WireHeaders fields, HttpHeaders expected, String which) {
        assertThat(meaning(fields.entries())).as(which).isEqualTo(meaning(expected.entries()));
        assertThat(fields.size()).as(which).isEqualTo(expected.size());
        assertThat(fields.isEmpty()).as(which).isEqualTo(expected.isEmpty());
        for (String name : NAMES) {
            assertThat(fields.get(name)).as(which).isEqualTo(expected.get(name));
            assertThat(fields.getAll(AsciiString.of(name))).as(which).isEqualTo(expected.getAll(name));
            assertThat(fields.contains(name)).as(which).isEqualTo(expected.contains(name));
            assertThat(fields.containsValue(name, "A", true))
                    .as(which)
                    .isEqualTo(expected.containsValue(name, "A", true));
        }
        // What another reader makes of the bytes that go on.
        assertThat(meaning(parse(written(fields)).entries())).as(which).isEqualTo(meaning(expected.entries()));
    }

    @Test
    void linesGoOnAsTheyCame() {
        String lines = "Host: a\r\naCCept: */*\r\nX-A: b  c\r\n";
        WireHeaders fields = parse(lines);
        assertThat(written(fields)).isEqualTo(lines);
        fields.set(HttpHeaderNames.HOST, "a");
        fields.remove("accept");
        fields.add("via", "1.1 x");
        assertThat(written(fields)).isEqualTo("Host: a\r\nX-A: b  c\r\nvia: 1.1 x\r\n");
    }

    @Test
    void unusualBlanksDoNotGoOn() {
        assertThat(written(parse("a:b\r\nc:\t d \r\ne: f\r\ng:\r\n"))).isEqualTo("a: b\r\nc: d\r\ne: f\r\ng: \r\n");
    }

    @Test
    void nothingIsAddedThatWouldBeAnotherLine() {
        WireHeaders fields = parse("Host: a\r\n");
        assertThatThrownBy(() -> fields.add("x", "a\r\nb: c")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> fields.set("x\n", "a")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> fields.set("", "a")).isInstanceOf(IllegalArgumentException.class);
        assertThat(written(fields)).isEqualTo("Host: a\r\n");
    }

    @Test
    void aHeadInAnyPiecesIsTheSameHead() {
        String head =
                "GET /x HTTP/1.1\r\nHost: a\r\nX-Long: " + "v".repeat(3000) + "\r\n" + "a: b\r\n".repeat(30) + "\r\n";
        for (int piece : new int[] {1, 7, 1000, 1024, 1025, head.length()}) {
            HeadParser parser = new HeadParser(LIMITS, true);
            ByteBuf in = Unpooled.buffer();
            boolean complete = false;
            for (int from = 0; from < head.length(); from += piece) {
                assertThat(complete).isFalse();
                int end = Math.min(from + piece, head.length());
                in.writeCharSequence(head.substring(from, end), StandardCharsets.ISO_8859_1);
                complete = parser.look(in);
                // Another connection of the same worker.
                parse("c: d\r\ne: f\r\n");
            }
            in.release();
            assertThat(complete).isTrue();
            assertThat(parser.target()).isEqualTo("/x");
            assertThat(written(parser.fields())).isEqualTo(head.substring(17, head.length() - 2));
        }
    }
}
