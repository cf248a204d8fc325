package io.phoenix.gateway.routing.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.phoenix.gateway.routing.model.BodyProblem.Kind;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which urlencoded texts name a model, where, and why the others do not. Every text is cut in every way. */
class FormModelScannerTest {

    private static ScannerCuts.Outcome read(String text) {
        return ScannerCuts.all(FormModelScanner::new, text.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "model=granite,                     granite,   6,  13",
                "a=b&model=granite&c=d,             granite,   10, 17",
                "&&model=granite&,                  granite,   8,  15",
                "%6d%6Fdel=gr%61nite,               granite,   10, 19",
                "model=a+b%20c%2Bd,                 a b c+d,   6,  17",
                "model=a=b;c,                       a=b;c,     6,  11",
                "model=%F0%9F%98%80,                😀,        6,  18",
                "model=ibm-granite%2fg,             ibm-granite/g, 6, 21",
                "x=%zz&model=m&y=%F,                m,         12, 13",
                "x=\u00e9&\u00e9=\u00ff&model=m,    m,         17, 18",
                "a;model=b&model=m,                 m,         16, 17",
                "Model=a&models=b&mode=c&+model=d&model=m, m,  39, 40",
                "model=%26%3D,                      &=,        6,  12",
                "a=%26model=x&model=m,              m,         19, 20",
                "a%26model=x&model=m,               m,         18, 19",
            })
    void findsTheModel(String text, String model, int start, int end) {
        ScannerCuts.Outcome outcome = read(text);
        assertThat(outcome.problem()).isNull();
        assertThat(outcome.model()).isEqualTo(model);
        assertThat(outcome.valueStart()).isEqualTo(start);
        assertThat(outcome.valueEnd()).isEqualTo(end);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "``,                        NO_MODEL,        0",
                "a=b,                       NO_MODEL,        3",
                "Model=a,                   NO_MODEL,        7",
                "a=model,                   NO_MODEL,        7",
                "model%3Dx,                 NO_MODEL,        9",
                "m+odel=x,                  NO_MODEL,        8",
                "model,                     MODEL_EMPTY,     5",
                "model&a,                   MODEL_EMPTY,     5",
                "model=,                    MODEL_EMPTY,     6",
                "model=&a,                  MODEL_EMPTY,     6",
                "model=a&model=a,           DUPLICATE_MODEL, 8",
                "model=a&model,             DUPLICATE_MODEL, 8",
                "model=a&x=y&%6Dodel=,      DUPLICATE_MODEL, 12",
                "model=%,                   MALFORMED,       7",
                "model=%4,                  MALFORMED,       8",
                "model=%4&x,                MALFORMED,       8",
                "model=%4g,                 MALFORMED,       8",
                "model=%u0067,              MALFORMED,       7",
                "%u006dodel=x,              MALFORMED,       1",
                "mod%,                      MALFORMED,       4",
                "mod%=x,                    MALFORMED,       4",
                "model=%C3,                 NOT_UTF8,        9",
                "model=%C3&x,               NOT_UTF8,        9",
                "model=%C3%28,              NOT_UTF8,        11",
                "model=%FF,                 NOT_UTF8,        8",
                "model=%C1%A1,              NOT_UTF8,        8",
                "model=a%00,                MODEL_NOT_TEXT,  9",
                "model=a%0A,                MODEL_NOT_TEXT,  9",
                "model=a%C2%85,             MODEL_NOT_TEXT,  12",
                "model=\u00e9,              MALFORMED,       6",
            })
    void saysWhatIsWrongAndWhere(String text, Kind kind, int offset) {
        BodyProblem problem = read(text).problem();
        assertThat(problem).isNotNull();
        assertThat(problem.kind()).as(problem.message()).isEqualTo(kind);
        assertThat(problem.offset()).as(problem.message()).isEqualTo(offset);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\0"})
    void aLineEndIsNoPartOfAName(String end) {
        BodyProblem problem = read("model=granite" + end).problem();
        assertThat(problem).isNotNull();
        assertThat(problem.kind()).isEqualTo(Kind.MODEL_NOT_TEXT);
    }

    @Test
    void aNameHasItsLimit() {
        assertThat(read("model=" + "%78".repeat(256)).model()).hasSize(256);
        BodyProblem problem = read("model=" + "%78".repeat(257)).problem();
        assertThat(problem).isNotNull();
        assertThat(problem.kind()).isEqualTo(Kind.MODEL_TOO_LONG);
        assertThat(problem.offset()).isEqualTo(6);
    }

    @Test
    void knowsTheModelAtTheEndOfItsPair() {
        FormModelScanner scanner = new FormModelScanner();
        scanner.feed(Unpooled.copiedBuffer("model=granite", StandardCharsets.US_ASCII));
        assertThat(scanner.hasModel()).isFalse();
        scanner.feed(Unpooled.copiedBuffer("&", StandardCharsets.US_ASCII));
        assertThat(scanner.model()).isEqualTo("granite");
        scanner.feed(Unpooled.copiedBuffer("model=x", StandardCharsets.US_ASCII));
        assertThat(scanner.problem()).isNotNull();
        assertThat(scanner.model()).isEqualTo("granite");
    }

    @Test
    void servesTheNamePercentEncoded() {
        Model model = new Model("m", "ibm-granite/é 1.0~_&=+%", List.of(), ModelKind.CHAT, TestModels.CHAT);
        assertThat(new FormModelScanner().served(model))
                .asString(StandardCharsets.US_ASCII)
                .isEqualTo("ibm-granite%2F%C3%A9%201.0~_%26%3D%2B%25");
    }

    @Test
    void tellsWhatToDo() {
        BodyProblem problem = read("a=b").problem();
        assertThat(problem).isNotNull();
        assertThat(problem.message())
                .isEqualTo(
                        "The form has no \"model\" field. Add one, like model=NAME, with its name spelled in lower case.");
    }
}
