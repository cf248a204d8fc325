package io.phoenix.gateway.routing.model;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.phoenix.gateway.routing.model.BodyProblem.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the interface promises: when something is known, where it stood, and what the caller of the API is told. */
class JsonModelScannerTest {
    private final JsonModelScanner scanner = new JsonModelScanner();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"model\":\"m\"}                       | m       | 9  | 12",
                "{ \"model\" : \"m\" }                   | m       | 12 | 15",
                "{\"model\":\"\\u0067ranite\"}           | granite | 9  | 23",
                "{\"\\u006dodel\":\"m\"}                 | m       | 14 | 17",
                "{\"a\":{\"model\":\"x\"},\"model\":\"m\"} | m     | 27 | 30",
                "{\"a\":\"é\",\"model\":\"漢\"}          | 漢      | 18 | 23",
                "{\"model\":\"a\\\"b\\\\\"}              | a\"b\\  | 9  | 17",
            })
    void tellsTheModelAndWhereItStands(String body, String model, long start, long end) {
        read(body);
        assertThat(scanner.problem()).isNull();
        assertThat(scanner.isComplete()).isTrue();
        assertThat(scanner.model()).isEqualTo(model);
        assertThat(scanner.valueStart()).isEqualTo(start);
        assertThat(scanner.valueEnd()).isEqualTo(end);
        assertThat(scanner.bomLength()).isZero();
    }

    @Test
    void knowsTheModelAtItsClosingQuote() {
        feed("{\"model\":\"granite");
        assertThat(scanner.hasModel()).isFalse();
        assertThatIllegalStateException().isThrownBy(scanner::model);
        feed("\"");
        assertThat(scanner.hasModel()).isTrue();
        assertThat(scanner.model()).isEqualTo("granite");
        assertThat(scanner.isComplete()).isFalse();
    }

    @Test
    void keepsTheModelWhenAProblemFollows() {
        feed("{\"model\":\"m\",}");
        assertThat(scanner.hasModel()).isTrue();
        assertThat(kind()).isEqualTo(Kind.MALFORMED);
        scanner.end();
        assertThat(scanner.isComplete()).isFalse();
    }

    @Test
    void countsTheByteOrderMark() {
        read("\uFEFF{\"model\":\"m\"}");
        assertThat(scanner.isComplete()).isTrue();
        assertThat(scanner.bomLength()).isEqualTo(3);
        assertThat(scanner.valueStart()).isEqualTo(12);
        assertThat(scanner.valueEnd()).isEqualTo(15);
    }

    /** Each body without its last byte is no problem yet; with it the problem is known, before any end. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"model\":\"a\",\"model\"   | DUPLICATE_MODEL  | 13",
                "{\"model\":\"a\",\"m\\u006fdel\" | DUPLICATE_MODEL | 13",
                "{\"model\":4                 | MODEL_NOT_STRING | 9",
                "{\"model\":-                 | MODEL_NOT_STRING | 9",
                "{\"model\":n                 | MODEL_NOT_STRING | 9",
                "{\"model\":t                 | MODEL_NOT_STRING | 9",
                "{\"model\":[                 | MODEL_NOT_STRING | 9",
                "{\"model\":{                 | MODEL_NOT_STRING | 9",
                "{\"model\":\"\"              | MODEL_EMPTY      | 9",
                "{\"a\":01                    | MALFORMED        | 6",
                "{\"a\":1,}                   | MALFORMED        | 7",
                "{}x                          | MALFORMED        | 2",
                "{\"a\":\"\\x                 | MALFORMED        | 7",
                "{\"\\udc00                   | MALFORMED        | 7",
            })
    void seesAProblemAtTheByteThatMakesIt(String body, Kind kind, long offset) {
        feed(body.substring(0, body.length() - 1));
        assertThat(scanner.problem()).isNull();
        feed(body.substring(body.length() - 1));
        assertThat(kind()).isEqualTo(kind);
        assertThat(problem().offset()).isEqualTo(offset);
    }

    @ParameterizedTest
    @CsvSource({"4,a number", "null,null", "true,a boolean", "false,a boolean", "[],an array", "{},an object"})
    void saysWhatTheModelIsInstead(String value, String description) {
        read("{\"model\":" + value + "}");
        assertThat(problem().message())
                .isEqualTo("\"model\" must be a string, but at byte 9 it is " + description
                        + ". Send the model's name in double quotes.");
    }

    @Test
    void saysWhatWasExpectedAndFound() {
        read("{\"model\":\"m\" \"a\":1}");
        assertThat(problem().message())
                .isEqualTo(
                        "The body is not valid JSON: at byte 13 there must be ',' or '}' after a member, but there is '\"'.");
    }

    @Test
    void namesUnprintableBytesByNumber() {
        read("{\"a\":\u0001}");
        assertThat(problem().message()).endsWith("at byte 5 there must be a JSON value, but there is byte 0x01.");
    }

    @Test
    void asksForUtf8() {
        scanner.feed(Unpooled.wrappedBuffer("{\"model\":\"m\"}".getBytes(UTF_16LE)));
        assertThat(kind()).isEqualTo(Kind.NOT_UTF8);
        assertThat(problem().message()).contains("UTF-16", "UTF-8");
    }

    @Test
    void namesTheByteThatIsNotUtf8() {
        scanner.feed(Unpooled.wrappedBuffer("{\"a\":\"é\"}".getBytes(ISO_8859_1)));
        assertThat(kind()).isEqualTo(Kind.NOT_UTF8);
        assertThat(problem().offset()).isEqualTo(7);
    }

    @Test
    void keepsTheFirstProblem() {
        feed("{\"model\":1");
        BodyProblem first = problem();
        feed("\u0000\u0000");
        scanner.end();
        assertThat(scanner.problem()).isSameAs(first);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"model\":\"m\",\"stream\":true}              | true",
                "{\"stream\":true,\"model\":\"m\"}              | true",
                "{\"model\":\"m\",\"str\\u0065am\":true}        | true",
                "{\"model\":\"m\",\"stream\":false}             | false",
                "{\"model\":\"m\",\"stream\":\"true\"}          | false",
                "{\"model\":\"m\",\"stream\":[true]}            | false",
                "{\"model\":\"m\",\"stream\":1,\"a\":true}      | false",
                "{\"model\":\"m\",\"a\":{\"stream\":true}}      | false",
                "{\"model\":\"m\",\"Stream\":true}              | false",
                "{\"model\":\"m\",\"stream\":true,\"stream\":0} | false",
                "{\"model\":\"m\",\"stream\":null,\"stream\":true} | true",
                "{\"model\":\"m\"}                              | false",
            })
    void readsWhetherToStream(String body, boolean stream) {
        read(body);
        assertThat(scanner.isComplete()).isTrue();
        assertThat(scanner.stream()).isEqualTo(stream);
    }

    @Test
    void boundsTheDepth() {
        JsonModelScanner shallow = new JsonModelScanner(3, 10);
        shallow.feed(bytes("{\"model\":\"m\",\"a\":[[1],{}],\"b\":{\"c\":[]}}"));
        shallow.end();
        assertThat(shallow.isComplete()).isTrue();

        JsonModelScanner refused = new JsonModelScanner(3, 10);
        refused.feed(bytes("{\"a\":[[["));
        assertThat(problem(refused).kind()).isEqualTo(Kind.TOO_DEEP);
        assertThat(problem(refused).offset()).isEqualTo(7);
    }

    @Test
    void boundsTheModel() {
        JsonModelScanner scanner = new JsonModelScanner(3, 4);
        scanner.feed(bytes("{\"model\":\"abcd"));
        assertThat(scanner.problem()).isNull();
        scanner.feed(bytes("e"));
        assertThat(problem(scanner).kind()).isEqualTo(Kind.MODEL_TOO_LONG);
        assertThat(problem(scanner).offset()).isEqualTo(9);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1})
    void needsLimits(int limit) {
        assertThatIllegalArgumentException().isThrownBy(() -> new JsonModelScanner(limit, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new JsonModelScanner(1, limit));
    }

    @Test
    void refusesBytesBehindTheEnd() {
        read("{\"model\":\"m\"}");
        scanner.feed(Unpooled.EMPTY_BUFFER);
        scanner.end();
        assertThat(scanner.isComplete()).isTrue();
        assertThatIllegalStateException().isThrownBy(() -> feed(" "));
    }

    @Test
    void leavesChunksAsTheyAre() {
        ByteBuf chunk = Unpooled.directBuffer().writeBytes(bytes("##{\"model\":\"m\"}##"));
        chunk.setIndex(2, chunk.writerIndex() - 2);
        scanner.feed(chunk.asReadOnly());
        scanner.end();
        assertThat(scanner.isComplete()).isTrue();
        assertThat(scanner.valueStart()).isEqualTo(9);
        assertThat(chunk.readerIndex()).isEqualTo(2);
        assertThat(chunk.readableBytes()).isEqualTo(13);
        assertThat(chunk.refCnt()).isEqualTo(1);
        chunk.release();
    }

    @Test
    void readsChunksOfSeveralBuffers() {
        ByteBuf chunk = Unpooled.wrappedBuffer(bytes("{\"mod"), bytes("el\":\"gra"), bytes("nite\"}"));
        assertThat(chunk.nioBufferCount()).isGreaterThan(1);
        scanner.feed(chunk);
        scanner.end();
        assertThat(scanner.isComplete()).isTrue();
        assertThat(scanner.model()).isEqualTo("granite");
        assertThat(scanner.valueStart()).isEqualTo(9);
        assertThat(scanner.valueEnd()).isEqualTo(18);
    }

    @Test
    void countsOffsetsBeyondTwoGigabytes() {
        byte[] blanks = new byte[1 << 20];
        Arrays.fill(blanks, (byte) ' ');
        ByteBuf chunk = Unpooled.wrappedBuffer(blanks);
        for (int i = 0; i < 2049; i++) {
            scanner.feed(chunk);
        }
        feed("{\"model\":\"m\"}");
        scanner.end();
        assertThat(scanner.isComplete()).isTrue();
        assertThat(scanner.valueStart()).isEqualTo((2049L << 20) + 9);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"model\":\"a\"}                         | a    | -1",
                "{\"name\":\"a\"}                          | a    | -1",
                "{\"n\\u0061me\":\"a\",\"x\":{\"model\":\"b\"}} | a | -1",
                "{\"MODEL\":\"b\",\"name\":\"a\"}            | a    | 1",
                "{\"name\":\"a\",\"x\":1,\"Model\":\"b\"}    | a    | 18",
                "{\"nam\\u0045\":\"b\",\"model\":\"a\"}       | a    | 1",
                "{\"Name\":1,\"NAME\":2,\"model\":\"a\"}     | a    | 1",
                "{\"x\":{\"MODEL\":1},\"model\":\"a\"}       | a    | -1",
                "{\"models\":1,\"modem\":1,\"model\":\"a\"}  | a    | -1",
            })
    void takesOtherNamesForTheModelAndSeesThoseInOtherCase(String body, String model, long caseVariantAt) {
        JsonModelScanner scanner = new JsonModelScanner(List.of("model", "name"));
        scanner.feed(bytes(body));
        scanner.end();
        assertThat(scanner.isComplete()).isTrue();
        assertThat(scanner.model()).isEqualTo(model);
        assertThat(scanner.caseVariantAt()).isEqualTo(caseVariantAt);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"name\":\"a\",\"model\":\"a\"} | DUPLICATE_MODEL  | A second \"model\" or \"name\" member stands at byte 12.",
                "{\"name\":\"a\",\"name\":\"a\"}  | DUPLICATE_MODEL  | A second \"model\" or \"name\" member stands at byte 12.",
                "{\"name\":7}                    | MODEL_NOT_STRING | \"name\" must be a string, but at byte 8 it is a number.",
                "{\"name\":\"\"}               | MODEL_EMPTY      | The \"name\" at byte 8 is empty.",
                "{\"NAME\":\"a\"}              | NO_MODEL         | The JSON object ended without a \"model\" or \"name\" member.",
            })
    void refusesTwoOfSeveralNames(String body, Kind kind, String message) {
        JsonModelScanner scanner = new JsonModelScanner(List.of("model", "name"));
        scanner.feed(bytes(body));
        scanner.end();
        assertThat(problem(scanner).kind()).isEqualTo(kind);
        assertThat(problem(scanner).message()).startsWith(message);
    }

    private void read(String body) {
        feed(body);
        scanner.end();
    }

    private void feed(String text) {
        scanner.feed(bytes(text));
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.wrappedBuffer(text.getBytes(UTF_8));
    }

    private Kind kind() {
        return problem().kind();
    }

    private BodyProblem problem() {
        return problem(scanner);
    }

    private static BodyProblem problem(JsonModelScanner scanner) {
        return Objects.requireNonNull(scanner.problem(), "there is no problem");
    }
}
