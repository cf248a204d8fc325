package io.phoenix.gateway.routing.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.netty.buffer.Unpooled;
import io.phoenix.gateway.routing.model.BodyProblem.Kind;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which forms name a model, where, and why the others do not. Every body is read whole and cut in every way. */
class MultipartModelScannerTest {
    private static final String BOUNDARY = "b-1";
    private static final String MODEL = part("model", "granite");
    private static final String FILE = "--b-1\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.mp3\"\r\n"
            + "Content-Type: audio/mpeg\r\n\r\nID3\r\n--b\r\n\r--\n\r\r\n-x\r\n";
    private static final String END = "--b-1--\r\n";

    private static String part(String name, String value) {
        return part("Content-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value);
    }

    private static String part(String headersAndContent) {
        return "--b-1\r\n" + headersAndContent + "\r\n";
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static ScannerCuts.Outcome read(String body) {
        return ScannerCuts.all(() -> new MultipartModelScanner(BOUNDARY), bytes(body));
    }

    private static void assertModel(String body, String model) {
        ScannerCuts.Outcome outcome = read(body);
        assertThat(outcome.problem()).isNull();
        assertThat(outcome.model()).isEqualTo(model);
        assertThat(outcome.raw(bytes(body))).isEqualTo(model);
        assertThat(outcome.bomLength()).isZero();
    }

    private static BodyProblem problem(String body) {
        return Objects.requireNonNull(read(body).problem(), () -> "no problem with " + body);
    }

    private static void assertProblem(String body, Kind kind, int offset) {
        BodyProblem problem = problem(body);
        assertThat(problem.kind()).as(problem.message()).isEqualTo(kind);
        assertThat(problem.offset()).as(problem.message()).isEqualTo(offset);
    }

    // ---- forms that name a model ----

    @Test
    void findsTheFieldWhereverItStands() {
        assertModel(MODEL + END, "granite");
        assertModel(MODEL + FILE + END, "granite");
        assertModel(FILE + MODEL + END, "granite");
        assertModel(FILE + MODEL + part("language", "en") + FILE + END, "granite");
    }

    @Test
    void takesWhatTheFormMayHaveAroundIt() {
        assertModel("\r\n\r\n" + MODEL + END, "granite");
        assertModel(MODEL + "--b-1--", "granite");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Disposition: form-data; name=model",
                "content-disposition:form-data;name=\"model\"",
                "CONTENT-DISPOSITION:   Form-Data;  Name=model  ",
                "Content-Type: text/plain\r\nContent-Disposition: form-data; name=\"model\"",
                "Content-Disposition: form-data; name=\"model\"\r\nContent-Type: text/plain; charset=UTF-8",
                "Content-Disposition: form-data; name=\"model\"\r\nContent-Type: Text/Plain;charset=\"us-ascii\"",
                "Content-Disposition: form-data; name=\"model\"\r\nContent-Type: text/plain; charset=ISO-8859-1\r\n"
                        + "Content-Transfer-Encoding: 8bit",
                "Content-Disposition: form-data; name=\"model\"\r\nContent-Transfer-Encoding: BINARY",
                "Content-Disposition: form-data; name=\"model\"\r\nContent-Length: 7\r\nX-Other:",
                "Content-Disposition: form-data; name=\"model\"; x=\"a;\\\"b\"; y=\"C:\\\\d\\e\"",
            })
    void takesTheHeadersThatClientsWrite(String headers) {
        assertModel(FILE + part(headers + "\r\n\r\ngranite") + END, "granite");
    }

    @ParameterizedTest
    @ValueSource(strings = {" granite ", "-", "--", "--b", "--b-", "-x", "é漢😀", "a=b&c", "\"granite\"", "%41"})
    void takesTheValueAsItStands(String value) {
        assertModel(part("model", value) + FILE + END, value);
        assertModel(FILE + part("model", value) + END, value);
    }

    @Test
    void takesAPartOfAnyContent() {
        Random random = new Random(3);
        for (int i = 0; i < 200; i++) {
            StringBuilder content = new StringBuilder();
            for (int j = random.nextInt(60); j > 0; j--) {
                content.append("\r\n-b1\0\u00e9x".charAt(random.nextInt(8)));
            }
            if (!content.toString().startsWith("--b-1") && content.indexOf("\r\n--b-1") < 0) {
                assertModel(part("file", content.toString()) + MODEL + END, "granite");
            }
        }
    }

    @Test
    void knowsTheModelBehindItsDelimiterAndKeepsIt() {
        MultipartModelScanner scanner = new MultipartModelScanner(BOUNDARY);
        scanner.feed(Unpooled.wrappedBuffer(bytes(MODEL + "--b-1")));
        assertThat(scanner.hasModel()).isFalse();
        assertThatIllegalStateException().isThrownBy(scanner::model);
        scanner.feed(Unpooled.wrappedBuffer(bytes("\r\n")));
        assertThat(scanner.model()).isEqualTo("granite");
        scanner.feed(Unpooled.wrappedBuffer(bytes("\r\n")));
        assertThat(scanner.problem()).isNotNull();
        assertThat(scanner.model()).isEqualTo("granite");
    }

    @Test
    void takesTheLongestNameAndNoLongerOne() {
        assertModel(part("model", "x".repeat(256)) + END, "x".repeat(256));
        assertProblem(part("model", "x".repeat(257)) + END, Kind.MODEL_TOO_LONG, MODEL.length() - 9);
        assertProblem(part("model", "x".repeat(255) + "😀") + END, Kind.MODEL_TOO_LONG, MODEL.length() - 9);
    }

    @Test
    void readsChunksOfSeveralBuffers() {
        byte[] body = bytes(FILE + MODEL + END);
        for (int cut = 0; cut <= body.length; cut++) {
            MultipartModelScanner scanner = new MultipartModelScanner(BOUNDARY);
            scanner.feed(Unpooled.wrappedBuffer(
                    Unpooled.copiedBuffer(body, 0, cut), Unpooled.copiedBuffer(body, cut, body.length - cut)));
            scanner.end();
            assertThat(scanner.model()).isEqualTo("granite");
        }
    }

    @Test
    void servesTheNameInRawBytes() {
        Model model = new Model("m", "é/\"x\"", List.of(), ModelKind.AUDIO, TestModels.CHAT);
        assertThat(new MultipartModelScanner(BOUNDARY).served(model)).isEqualTo(bytes("é/\"x\""));
    }

    // ---- forms without one ----

    @ParameterizedTest
    @ValueSource(
            strings = {"Model", "MODEL", " model", "model ", "models", "mode", "model[]", "%6dodel", "mo\u0000del"})
    void aFieldOfAnotherNameIsAnotherField(String name) {
        if (name.indexOf('\0') < 0) {
            assertProblem(
                    part(name, "granite") + END,
                    Kind.NO_MODEL,
                    part(name, "granite").length() + END.length());
            assertModel(part(name, "x") + MODEL + END, "granite");
        } else {
            assertThat(problem(part(name, "granite") + END).kind()).isEqualTo(Kind.MALFORMED);
        }
    }

    @Test
    void aFormWithoutTheFieldHasNone() {
        assertProblem(FILE + END, Kind.NO_MODEL, FILE.length() + END.length());
        assertProblem(END, Kind.NO_MODEL, END.length());
        assertThat(problem(END).message())
                .isEqualTo("The form ended without a \"model\" field. Add one, with its name spelled in lower case.");
    }

    @Test
    void aSecondFieldIsRefusedWhateverItIs() {
        for (String second : new String[] {
            MODEL, part("model", ""), "--b-1\r\nContent-Disposition: form-data; name=model; filename=x\r\n\r\nx\r\n"
        }) {
            assertProblem(MODEL + FILE + second + END, Kind.DUPLICATE_MODEL, (MODEL + FILE).length() + 7);
            assertThat(read(MODEL + FILE + second + END).model()).isEqualTo("granite");
        }
    }

    @Test
    void anEmptyNameIsNone() {
        assertProblem(part("model", "") + END, Kind.MODEL_EMPTY, MODEL.length() - 9);
    }

    @ParameterizedTest
    @ValueSource(strings = {"filename=\"\"", "filename=a", "filename*=UTF-8''a", "filename*0=a", "FileName=\"a\""})
    void aFileIsNoName(String parameter) {
        String body = part("Content-Disposition: form-data; name=\"model\"; " + parameter + "\r\n\r\ngranite") + END;
        assertProblem(body, Kind.MODEL_NOT_STRING, 7);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Transfer-Encoding: base64",
                "Content-Transfer-Encoding: quoted-printable",
                "Content-Type: application/json",
                "Content-Type: text/html",
                "Content-Type: text/plain; charset=utf-16",
                "Content-Type: text/plain; charset=",
                "Content-Type: text/plain; format=flowed",
                "Content-Type: text/plain; charset*=utf-8''",
                "Content-Type: text/plain;",
                "Content-Type: ",
            })
    void anEncodedNameIsNone(String header) {
        String body = part("Content-Disposition: form-data; name=\"model\"\r\n" + header + "\r\n\r\ngranite") + END;
        assertProblem(body, Kind.MODEL_NOT_TEXT, 7);
    }

    @Test
    void anotherCharsetIsTakenForAsciiOnly() {
        String head = "Content-Disposition: form-data; name=\"model\"\r\nContent-Type: text/plain; charset=iso-8859-1";
        assertProblem(part(head + "\r\n\r\nxé") + END, Kind.MODEL_NOT_TEXT, 7 + head.length() + 5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r", "\t", "\0", "\u007f", "\u0085", "\r\n", "\r\n--b-"})
    void aControlCharacterIsNoPartOfAName(String control) {
        int at = MODEL.length() - 9 + "gran".length() + (control.equals("\u0085") ? 1 : 0);
        assertProblem(part("model", "gran" + control + "ite") + END, Kind.MODEL_NOT_TEXT, at);
        int start = MODEL.length() - 9 + (control.equals("\u0085") ? 1 : 0);
        assertProblem(part("model", control + "x") + END, Kind.MODEL_NOT_TEXT, start);
    }

    @ParameterizedTest
    @CsvSource({"C3, 1", "C328, 1", "FF, 0", "C080, 0", "EDA080, 1", "F4908080, 1", "E282, 2"})
    void bytesThatAreNotUtf8AreNoName(String hex, int at) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        String head = MODEL.substring(0, MODEL.length() - 9);
        body.writeBytes(bytes(head));
        body.writeBytes(HexFormat.of().parseHex(hex));
        body.writeBytes(bytes("\r\n" + END));
        BodyProblem problem = ScannerCuts.all(() -> new MultipartModelScanner(BOUNDARY), body.toByteArray())
                .problem();
        assertThat(problem).isNotNull();
        assertThat(problem.kind()).isEqualTo(Kind.NOT_UTF8);
        assertThat(problem.offset()).isEqualTo(head.length() + at);
    }

    // ---- what two servers could read differently ----

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x", // a header without a colon
                ": x",
                "Content-Disposition : form-data; name=\"x\"",
                " Content-Disposition: form-data; name=\"x\"",
                "Content-Disposition: form-data;\r\n name=\"x\"",
                "Content-Disposition: form-data; name=\"x\"\nX: y",
                "Content-Disposition: form-data; name=\"x\"\rX: y",
                "Content-Disposition:\tform-data; name=\"x\"",
                "Content-Disposition: form-data; name=\"x\"\r\nX: \u0001",
                "Content-Disposition: form-data; name=\"x\"\r\nContent-Disposition: form-data; name=\"x\"",
                "Content-Disposition: form-data; name=\"x\"\r\nContent-Type: a/b\r\ncontent-type: a/b",
                "Content-Disposition: form-data; name=\"x\"\r\nContent-Transfer-Encoding: 7bit\r\n"
                        + "Content-Transfer-Encoding: 7bit",
                "Content-Type: text/plain",
                "Content-Disposition: attachment; name=\"x\"",
                "Content-Disposition: form-data",
                "Content-Disposition: form-data;",
                "Content-Disposition: form-data; filename=\"x\"",
                "Content-Disposition: form-data; filename=\"a\"; name=\"x\"",
                "Content-Disposition: form-data; filename=\"; name=model; \"; name=\"x\"",
                "Content-Disposition: form-data; name=\"x\"; name=\"model\"",
                "Content-Disposition: form-data; name=\"x\"; NAME=model",
                "Content-Disposition: form-data; name=\"x\"; name*=utf-8''model",
                "Content-Disposition: form-data; name*=utf-8''model",
                "Content-Disposition: form-data; name*0=\"mo\"; name*1=\"del\"",
                "Content-Disposition: form-data; name=\"mod\\el\"",
                "Content-Disposition: form-data; name=\"model\\\"\"",
                "Content-Disposition: form-data; name=\"a;name=model\"",
                "Content-Disposition: form-data; name=\"x\"; filename=\"\\\\\"; y=\"\\\";name=model;z=\\\"\"",
                "Content-Disposition: form-data; name=<model>",
                "Content-Disposition: form-data; name=model x",
                "Content-Disposition: form-data; name = model",
                "Content-Disposition: form-data; name=",
                "Content-Disposition: form-data; name=\"model",
                "Content-Disposition: form-data; name=\"model\"x",
                "Content-Disposition: form-data; name=\"model\";",
                "Content-Disposition: form-data ;name=\"model\"",
                "Content-Disposition: form-data, name=\"model\"",
                "Content-Disposition: =?utf-8?q?form-data?=; name=\"model\"",
            })
    void aPartThatCouldBeReadOtherwiseIsRefused(String headers) {
        BodyProblem problem = problem(MODEL + part(headers + "\r\n\r\nx") + END);
        assertThat(problem.kind()).as(problem.message()).isEqualTo(Kind.MALFORMED);
        assertThat(problem.message())
                .startsWith("The body is not a valid multipart form: in the headers of a part, at byte ");
        assertThat(problem.offset()).isBetween((long) MODEL.length() + 7, (long) MODEL.length() + 8 + headers.length());
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "`x\\r\\n--b-1\\r\\n`, 0",
                "`\\n--b-1\\r\\n`, 0",
                "`\\r--b-1\\r\\n`, 1",
                "`--b\\r\\n`, 3",
                "`--b-12\\r\\n`, 5",
                "`--b-1 \\r\\n`, 5",
                "`--b-1\\n`, 5",
                "`--b-1\\r\\r\\n`, 6",
                "`--b-1-x`, 6",
                "`--b-1--x`, 7",
                "`--b-1--\\n`, 7",
                "`--b-1--\\r\\n\\r\\n`, 9",
                "`--b-1--\\r\\nx`, 9",
                "`--b-1\\r\\n--b-1\\r\\n`, 7",
                "`--b-1\\r\\n\\r\\nx\\r\\n--b-1--`, 7",
                "`BOM--b-1--`, 0",
            })
    void aFrameThatCouldBeReadOtherwiseIsRefused(String body, int offset) {
        assertProblem(body.replace("BOM", "\ufeff").translateEscapes(), Kind.MALFORMED, offset);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", " ", " \r\n", "\n", "\t\r\n", "-", "-\r\n", "--x"})
    void contentInWhichADelimiterSeemsToStandIsRefused(String behind) {
        String body = part("file", "x\r\n--b-1" + behind + "y") + MODEL + END;
        BodyProblem problem = problem(body);
        assertThat(problem.kind()).isEqualTo(Kind.MALFORMED);
        assertThat(problem.message()).contains(" there must be ").contains(", but there is ");
        assertThat(problem(part("model", "x\r\n--b-1" + behind + "y") + END).kind())
                .isEqualTo(Kind.MALFORMED);
    }

    @Test
    void aPartThatBeginsWithTheBoundaryIsRefused() {
        int start = MODEL.length() - 9;
        assertProblem(part("model", "--b-1") + END, Kind.MALFORMED, start);
        assertProblem(part("other", "--b-1--") + MODEL + END, Kind.MALFORMED, start);
        assertModel(part("other", "") + MODEL + END, "granite");
    }

    @Test
    void partHeadersAreBounded() {
        String disposition = "Content-Disposition: form-data; name=\"x\"\r\n";
        String most = "X: y\r\n".repeat(31);
        assertModel(part(disposition + most + "\r\nv") + MODEL + END, "granite");
        assertProblem(
                part(disposition + most + "X: y\r\n\r\nv") + MODEL + END,
                Kind.MALFORMED,
                7 + disposition.length() + most.length());
        String padding = "X: " + "y".repeat(PartHeaders.MOST_BYTES - disposition.length() - 7) + "\r\n";
        assertThat(ScannerCuts.whole(
                                () -> new MultipartModelScanner(BOUNDARY),
                                bytes(part(disposition + padding + "\r\nv") + MODEL + END))
                        .problem())
                .isNull();
        BodyProblem tooLong = ScannerCuts.whole(
                        () -> new MultipartModelScanner(BOUNDARY),
                        bytes(part(disposition + "X" + padding + "\r\nv") + MODEL + END))
                .problem();
        assertThat(tooLong).isNotNull();
        assertThat(tooLong.message()).contains("longer than 8192 bytes");
    }

    // ---- bodies that end early ----

    @Test
    void everyBeginningOfAFormIsTruncated() {
        String body = FILE + MODEL + "--b-1--";
        for (int length = 1; length < body.length(); length++) {
            BodyProblem problem = ScannerCuts.whole(
                            () -> new MultipartModelScanner(BOUNDARY), bytes(body.substring(0, length)))
                    .problem();
            assertThat(problem).isNotNull();
            assertThat(problem.kind()).isEqualTo(Kind.TRUNCATED);
            assertThat(problem.offset()).isEqualTo(length);
        }
        assertProblem(body + "\r", Kind.TRUNCATED, body.length() + 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\r\n", "\r\n\r\n"})
    void anEmptyBodyIsEmpty(String body) {
        assertProblem(body, Kind.EMPTY_BODY, body.length());
    }
}
